using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Carousel.Testing;

/// <summary>One PostgreSQL for the tests, with its data in a temporary folder; started by the first test that asks.
/// </summary>
/// <remarks>It ends with this process, however that ends: a shell stops it when its input closes. A project of tests
/// asks for it by <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>.</remarks>
public sealed class PostgresServer : IDisposable
{
    // PostgreSQL refuses to run as root.
    private const string OtherUser = "postgres";

    // At once: the data are thrown away, and to sync those of all databases first may take a minute.
    private const string Start =
        """
        exec 3<&0
        "$@" & server=$!
        { cat <&3 >/dev/null; kill -QUIT $server; } &
        wait $server
        """;

    private static readonly TimeSpan _long = TimeSpan.FromMinutes(1);

    // A random password, so that a server of another run on the same port is not taken for this one.
    private readonly string _password = Guid.NewGuid().ToString("N");
    private readonly Lock _starting = new();
    private DirectoryInfo? _folder;
    private Process? _process;
    private int _port, _databases;

    /// <summary>Makes an empty database; the test ends where PostgreSQL is not installed.</summary>
    /// <returns>The connection string.</returns>
    public string CreateDatabase()
    {
        string? programs = Programs();
        Needed.Require(
            programs is not null, "No PostgreSQL is installed: 'apt-get install postgresql' lets this test run.");
        lock (_starting)
        {
            if (_process is null)
            {
                Initialize(programs!);
            }

            string name = $"store{++_databases}";
            Run(ConnectionString("postgres"), $"CREATE DATABASE {name}");
            return ConnectionString(name);
        }
    }

    /// <summary>Runs a statement, as the operator of the server would.</summary>
    /// <param name="connectionString">Of a database.</param>
    /// <param name="sql">The statement.</param>
    /// <returns>The first value of its first row.</returns>
    public static object? Run(string connectionString, string sql)
    {
        using NpgsqlDataSource source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        using NpgsqlCommand command = source.CreateCommand(sql);
        return command.ExecuteScalar();
    }

    /// <summary>Stops the server, which a test has for itself; its data stay.</summary>
    public void Stop()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            Assert.True(_process.WaitForExit(_long), "PostgreSQL did not stop within a minute.");
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts the server again, on the same port.</summary>
    public void StartAgain()
    {
        string? reason = Listen(
            Path.Combine(Programs()!, "postgres"), Path.Combine(_folder!.FullName, "data"), _port);
        Assert.True(_process is not null, reason);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _folder?.Delete(recursive: true);
    }

    private static string? Programs()
    {
        const string Debian = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian).OrderByDescending(static folder => folder.Length)
                .ThenByDescending(static folder => folder, StringComparer.Ordinal)
                .Select(static folder => Path.Combine(folder, "bin"))
            : [];
        return versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(
                static folder => File.Exists(Path.Combine(folder, "initdb"))
                    && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static Process Begin(params ReadOnlySpan<string> command)
    {
        string[] all = Environment.IsPrivilegedProcess
            ? ["runuser", "-u", OtherUser, "--", .. command]
            : [.. command];
        return Process.Start(new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
    }

    private void Initialize(string programs)
    {
        _folder ??= Directory.CreateTempSubdirectory("carousel-postgres-");
        string data = Path.Combine(_folder.FullName, "data"), password = Path.Combine(_folder.FullName, "password");
        File.WriteAllText(password, _password);
        if (Environment.IsPrivilegedProcess)
        {
            using var owner = Process.Start("chown", ["-R", OtherUser, _folder.FullName]);
            owner.WaitForExit();
        }

        // The data are gone with the tests: what initdb writes needs not be synced, what the tests write is.
        using Process made = Begin(
            Path.Combine(programs, "initdb"), "--pgdata", data, "--username", "carousel", "--pwfile", password,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync");
        Task<string> said = made.StandardError.ReadToEndAsync();
        made.StandardOutput.ReadToEnd();
        Assert.True(made.WaitForExit(_long), "initdb did not end within a minute.");
        Assert.True(made.ExitCode == 0, said.GetAwaiter().GetResult());

        // Somebody may take the free port before the server does: then there is another one.
        string? reason = null;
        for (int attempt = 0; attempt < 5 && _process is null; attempt++)
        {
            reason = Listen(Path.Combine(programs, "postgres"), data);
        }

        Assert.True(_process is not null, reason);
    }

    /// <returns>Null where the server answers; else what it said.</returns>
    private string? Listen(string program, string data, int port = 0)
    {
        using (var free = new TcpListener(IPAddress.Loopback, port))
        {
            free.Start();
            _port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        Process server = Begin(
            "sh", "-c", Start, "sh", program, "-D", data, "-h", "127.0.0.1", "-p", $"{_port}", "-k", "",
            "-c", "fsync=on", "-c", "max_connections=100");
        Task<string> said = server.StandardError.ReadToEndAsync();
        server.StandardOutput.Close();
        using var tooLate = new CancellationTokenSource(_long);
        while (!server.HasExited)
        {
            try
            {
                Run(ConnectionString("postgres"), "SELECT 1");
                _process = server;
                return null;
            }
            catch (NpgsqlException exception)
            {
                Assert.False(tooLate.IsCancellationRequested, exception.Message);
                Thread.Sleep(20);
            }
        }

        server.Dispose();
        return said.GetAwaiter().GetResult();
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=carousel;Password={_password};Database={database}";
}
