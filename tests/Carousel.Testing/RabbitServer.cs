using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Carousel.Testing;

/// <summary>One RabbitMQ for the tests, with its data in a temporary folder; started by the first test that asks.
/// </summary>
/// <remarks>It ends with this process, however that ends: a shell kills it when its input closes. A project of tests
/// asks for it by <c>[assembly: AssemblyFixture(typeof(RabbitServer))]</c>; a test that stops it makes another one.
/// </remarks>
public sealed class RabbitServer : IDisposable
{
    private const string User = "carousel";

    // Erlang's register of names is one for a machine: another one, on another port, keeps the broker to itself.
    private const string Begin =
        """
        exec 3<&0
        epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 & names=$!
        "$@" & server=$!
        { cat <&3 >/dev/null; kill -KILL $(cat "$RABBITMQ_PID_FILE") || kill -KILL $server; } 2>/dev/null &
        watch=$!
        wait $server
        kill -KILL $names $watch
        wait $names
        """;

    private static readonly TimeSpan _long = TimeSpan.FromMinutes(2);

    // A random password, so that a broker of another run on the same port is not taken for this one.
    private readonly string _password = Guid.NewGuid().ToString("N");
    private readonly Lock _starting = new();
    private DirectoryInfo? _folder;
    private Process? _process;
    private int _port;

    /// <summary>Starts the broker where it does not run; the test ends where RabbitMQ is not installed.</summary>
    /// <returns>Its address: always the same.</returns>
    public string Start()
    {
        string? program = Program();
        Needed.Require(
            program is not null, "No RabbitMQ is installed: 'apt-get install rabbitmq-server' lets this test run.");
        lock (_starting)
        {
            bool isFirst = _folder is null;
            _folder ??= Directory.CreateTempSubdirectory("carousel-rabbit-");
            string? reason = null;

            // Another program may take the free port before the broker does: then another port is chosen, except for a
            // broker that is started again, whose address is known.
            for (int attempt = 0; attempt < 5 && _process is null; attempt++)
            {
                reason = Listen(program!, isFirst);
            }

            Assert.True(_process is not null, reason);
            return Address(_password);
        }
    }

    /// <summary>The broker's address with another password.</summary>
    /// <param name="password">The password.</param>
    public string Address(string password) => $"amqp://{User}:{password}@127.0.0.1:{_port}";

    /// <summary>Kills the broker; its data stay.</summary>
    public void Kill()
    {
        lock (_starting)
        {
            if (_process is not null)
            {
                _process.StandardInput.Close();
                Assert.True(_process.WaitForExit(_long), "RabbitMQ did not end within two minutes.");
                _process.Dispose();
                _process = null;
            }
        }
    }

    /// <summary>Stops the broker as its operator would; its data stay.</summary>
    public void Stop()
    {
        lock (_starting)
        {
            if (_process is not null)
            {
                using var signal = Process.Start("kill", ["-TERM", File.ReadAllText(PidFile).Trim()]);
                signal.WaitForExit();
                Assert.True(_process.WaitForExit(_long), "RabbitMQ did not stop within two minutes.");
                _process.Dispose();
                _process = null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _folder?.Delete(recursive: true);
    }

    private string PidFile => Path.Combine(_folder!.FullName, "pid");

    private static string? Program()
    {
        // Debian's program on PATH runs only as a special user.
        const string Debian = "/usr/lib/rabbitmq/bin";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Prepend(Debian)
            .Select(static folder => Path.Combine(folder, "rabbitmq-server")).FirstOrDefault(File.Exists);
    }

    /// <returns>Null where the broker answers; else what it said.</returns>
    private string? Listen(string program, bool isFirst)
    {
        string folder = _folder!.FullName;
        int[] ports = FreePorts(3);
        _port = isFirst ? ports[0] : _port;
        File.WriteAllText(Path.Combine(folder, "plugins"), "[].");
        File.WriteAllText(
            Path.Combine(folder, "rabbit.conf"),
            $"""
            listeners.tcp.1 = 127.0.0.1:{_port}
            default_user = {User}
            default_pass = {_password}
            disk_free_limit.absolute = 10MB
            log.console = true
            log.console.level = error
            log.file = false

            """);
        File.Delete(PidFile);
        var start = new ProcessStartInfo("sh", ["-c", Begin, "sh", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach ((string name, string value) in new (string, string)[]
        {
            ("HOME", folder), ("ERL_EPMD_ADDRESS", "127.0.0.1"), ("ERL_EPMD_PORT", Text(ports[1])),
            ("RABBITMQ_DIST_PORT", Text(ports[2])), ("RABBITMQ_NODENAME", "tests@localhost"),
            ("RABBITMQ_NODE_PORT", Text(_port)), ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(folder, "data")), ("RABBITMQ_LOG_BASE", Path.Combine(folder, "log")),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(folder, "rabbit")),
            ("RABBITMQ_ADVANCED_CONFIG_FILE", Path.Combine(folder, "none")),
            ("RABBITMQ_CONF_ENV_FILE", Path.Combine(folder, "none")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(folder, "plugins")), ("RABBITMQ_PID_FILE", PidFile),

            // Two schedulers that do not spin while they wait: the tests want the processors.
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"),
        })
        {
            start.Environment[name] = value;
        }

        Process server = Process.Start(start)!;
        Task<string> said = server.StandardOutput.ReadToEndAsync();
        _ = server.StandardError.ReadToEndAsync();
        using var tooLate = new CancellationTokenSource(_long);
        while (!server.HasExited)
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, _port);

                // A socket that connects to itself is not the broker's.
                if (probe.Client.LocalEndPoint?.Equals(probe.Client.RemoteEndPoint) == false)
                {
                    _process = server;
                    return null;
                }
            }
            catch (SocketException)
            {
                Assert.False(tooLate.IsCancellationRequested, "RabbitMQ did not start within two minutes.");
                Thread.Sleep(50);
            }
        }

        server.Dispose();
        return said.GetAwaiter().GetResult();
    }

    private static int[] FreePorts(int count)
    {
        var free = new TcpListener[count];
        for (int i = 0; i < count; i++)
        {
            free[i] = new TcpListener(IPAddress.Loopback, 0);
            free[i].Start();
        }

        int[] ports = [.. free.Select(one => ((IPEndPoint)one.LocalEndpoint).Port)];
        foreach (TcpListener one in free)
        {
            one.Dispose();
        }

        return ports;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
