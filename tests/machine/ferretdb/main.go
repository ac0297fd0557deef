// A database that speaks MongoDB's protocol and keeps SQLite files: the fleet test lets a machine's data manager write
// into it. It stands in for the MongoDB of a fleet's owner.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	folder := flag.String("folder", "", "existing folder for the database's files")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "the database stopped:", err)
		os.Exit(1)
	}
}

// serve answers on a free port of the loopback until ctx ends. Its first line on standard output is where.
func serve(ctx context.Context, folder string) error {
	database, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/",
	})
	if err != nil {
		return err
	}
	go func() { fmt.Println(database.MongoDBURI()) }() // the address is known once Run listens
	return database.Run(ctx)
}
