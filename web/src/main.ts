import { mount } from 'svelte';
import App from './App.svelte';
import { findMachine } from './machine/access';
import { chart } from './parts/lazy';
import './style/tokens.css';
import './style/base.css';

const target = document.getElementById('page');
if (target) {
  const access = findMachine(window);
  if (!/^#\/(review|frames|fleet)/.test(location.hash) && access.machine) chart().catch(() => undefined);
  target.replaceChildren();
  mount(App, { target, props: { access } });
}
