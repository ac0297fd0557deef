import { mount } from 'svelte';
import App from './App.svelte';
import { findMachine } from './machine/access';
import './style/tokens.css';
import './style/base.css';

const target = document.getElementById('page');
if (target) mount(App, { target, props: { access: findMachine(window) } });
