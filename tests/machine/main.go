// A Viam machine for the end-to-end tests and the demo: the rdk's own module manager, data manager, vision and
// ML model services, started from a config file and kept in step with it.
//
// It does what viam-server does with a local config, and leaves out what reaches beyond the host: no cloud
// connection, no network diagnostics, no multicast DNS.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"go.viam.com/utils"

	_ "go.viam.com/rdk/components/camera/register"
	_ "go.viam.com/rdk/components/sensor/register"
	"go.viam.com/rdk/config"
	"go.viam.com/rdk/logging"
	"go.viam.com/rdk/robot"
	robotimpl "go.viam.com/rdk/robot/impl"
	"go.viam.com/rdk/robot/web"
	weboptions "go.viam.com/rdk/robot/web/options"
	_ "go.viam.com/rdk/services/register"
)

func main() {
	path := flag.String("config", "", "machine configuration file")
	flag.Bool("disable-mdns", true, "accepted because viam-server takes it; this machine never announces itself")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := serve(ctx, *path)
	stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "the machine stopped:", err)
		os.Exit(1)
	}
}

// serve runs the machine described by the file at path until ctx ends, then closes every resource and module.
func serve(ctx context.Context, path string) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	logger := logging.NewBlankLogger("rdk")
	logger.AddAppender(logging.NewStdoutAppender())
	config.InitLoggingSettings(logger, logger.Sublogger("config"), false)

	full, err := read(path, logger)
	if err != nil {
		return err
	}
	machine, err := robotimpl.New(ctx, withoutResources(full), nil, logger, robotimpl.WithShutdownCallback(cancel))
	if err != nil {
		return err
	}
	// The context that started the machine has ended by now, and closing its modules needs one that has not.
	defer func() { err = errors.Join(err, machine.Close(context.Background())) }()

	watcher, err := config.NewWatcher(ctx, &config.Config{ConfigFilePath: path}, logger, nil)
	if err != nil {
		return err
	}
	defer utils.UncheckedErrorFunc(watcher.Close)
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		follow(ctx, machine, full, watcher.Config())
	}()
	defer func() { cancel(); <-followed }()

	options, err := weboptions.FromConfig(full)
	if err != nil {
		return err
	}
	options.DisableMulticastDNS = true
	return web.RunWeb(ctx, machine, options, logger)
}

func read(path string, logger logging.Logger) (*config.Config, error) {
	local, err := config.ReadLocalConfig(path, logger)
	if err != nil {
		return nil, err
	}
	if local.Cloud != nil {
		return nil, errors.New(`the config has a "cloud" section; this machine never leaves its host`)
	}
	config.UpdateFileConfigDebug(local.Debug)
	return config.ProcessConfig(local)
}

// withoutResources is what the machine starts with, so that it answers at once and a client can watch the
// resources come up, however long a module takes.
func withoutResources(full *config.Config) *config.Config {
	bare := *full
	bare.Components, bare.Services, bare.Modules = nil, nil, nil
	bare.Remotes, bare.Processes, bare.Packages, bare.Jobs = nil, nil, nil, nil
	bare.Initial = true
	return &bare
}

// follow gives the machine its full config, and then every config that its file comes to hold. A change of the
// network section is not followed: the address stays.
func follow(ctx context.Context, machine robot.LocalRobot, full *config.Config, changes <-chan *config.Config) {
	machine.Reconfigure(ctx, full)
	for {
		select {
		case <-ctx.Done():
			return
		case changed := <-changes:
			processed, err := config.ProcessConfig(changed)
			if err != nil {
				machine.Logger().Errorw("reconfiguration aborted: error processing config", "error", err)
				continue
			}
			machine.Reconfigure(ctx, processed)
		}
	}
}
