using System.Net;
using System.Net.Sockets;
using Carousel.Testing;

[assembly: AssemblyFixture(typeof(RabbitServer))]

namespace Carousel.Cli.Tests.Work;

/// <summary><c>carousel work</c> and the commands that send it parts.</summary>
public sealed class WorkTests(RabbitServer rabbit, PostgresServer postgres)
{
    [Fact]
    public async Task Tune_FindsTheSame_HereAndByWorkersOfWhichOneIsKilled()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("roll.csv", Roll()), database = postgres.CreateDatabase();
        string[] at = ["--broker", rabbit.Start(), "--store", database];
        string[] words =
        [
            "tune", "music", data, "--trials", "6", "--epochs", "30", "--search", "hidden=8..40", "--search",
            "dropout=0..0.5", "--quiet",
        ];
        string[] work = ["work", .. at, "--threads", "1", "--cache", folder.File("cache")];
        CliRun local = await CliRun.OfAsync([.. words, "--out", folder.File("here"), "--threads", "2"]);
        Assert.True(local.ExitCode == 0, local.Error);

        using CliProcess killed = CliProcess.Start(folder.Path, work), stays = CliProcess.Start(folder.Path, work);
        using CliProcess tune = CliProcess.Start(folder.Path, [.. words, .. at, "--out", folder.File("there")]);
        await killed.WaitForAsync("done");
        await killed.KillAsync();
        CliRun far = await tune.EndAsync();
        Assert.True(far.ExitCode == 0, far.Error);
        Assert.Equal(
            local.Out.Replace(folder.File("here"), "", StringComparison.Ordinal),
            far.Out.Replace(folder.File("there"), "", StringComparison.Ordinal));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.File("here"), "model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.File("there"), "model.safetensors")));
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder.File("here"), "trials.jsonl")),
            File.ReadAllText(Path.Combine(folder.File("there"), "trials.jsonl")));
        stays.Send(CliProcess.Terminate);
        CliRun ended = await stays.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("ended; parts: ", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refits_GiveTheSame_HereAndByWorkers()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(
            "a.csv",
            "date,value\n"
                + string.Concat(Enumerable.Range(0, 150)
                    .Select(d => $"{new DateTime(2020, 1, 1).AddDays(d):yyyy-MM-dd},{10 + (d % 7) + (d * 3 % 5)}\n")));
        CliRun fitted = await CliRun.OfAsync(
            "forecast", data, "--horizon", "3", "--test-rows", "42", "--epochs", "1", "--hidden", "4",
            "--ensemble", "1", "--baseline", "none", "--quiet", "--out", folder.File("fit"));
        Assert.True(fitted.ExitCode == 0, fitted.Error);
        string[] at = ["--broker", rabbit.Start(), "--store", postgres.CreateDatabase()];
        string[] words =
            ["backtest", Path.Combine(folder.File("fit"), "model.safetensors"), data, "--refit", "2", "--json"];
        using CliProcess worker = CliProcess.Start(
            folder.Path, ["work", .. at, "--threads", "2", "--cache", folder.File("cache")]);
        CliRun far = await CliRun.OfAsync([.. words, .. at, "--out", folder.File("far")]);
        Assert.True(far.ExitCode == 0, far.Error);
        Assert.Contains("2 of 2  training ", far.Error, StringComparison.Ordinal);
        CliRun here = await CliRun.OfAsync([.. words, "--out", folder.File("here")]);
        Assert.True(here.ExitCode == 0, here.Error);
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder.File("here"), "backtest.csv")),
            File.ReadAllText(Path.Combine(folder.File("far"), "backtest.csv")));
        worker.Send(CliProcess.Terminate);
        Assert.Equal(0, (await worker.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Tune_SaysWhichTrialsCouldNotBeDone()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(
            "a.csv",
            "date,value\n"
                + string.Concat(Enumerable.Range(0, 300)
                    .Select(d => $"{new DateTime(2020, 1, 1).AddDays(d):yyyy-MM-dd},{(d % 7) + (d * 0.1)}\n")));
        CliRun run = await CliRun.OfAsync(
            "tune", "forecast", data, "--trials", "3", "--epochs", "1", "--seed", "2", "--search", "lookback=8,290",
            "--out", folder.File("out"), "--", "--horizon", "3", "--methods", "network", "--hidden", "4", "--ensemble",
            "1");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"trial \d failed: A horizon of 3 days needs at least 390 rows", run.Error);
    }

    [Fact]
    public async Task Tune_RefusesAValueOutOfRange_BeforeAnyTrial()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("roll.csv", Roll());
        CliRun run = await CliRun.OfAsync(
            "tune", "music", data, "--trials", "4", "--epochs", "1", "--search", "hidden=4,5000", "--out",
            folder.File("out"));
        Assert.Equal("--hidden must be 1…4096, but is 5000.", run.RequireOneSentence());
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Theory]
    [InlineData("--broker and --store belong together", "tune", "music", "--broker", "amqp://here")]
    [InlineData("this is not a RabbitMQ address", "tune", "music", "--broker", "here", "--store", "Host=here")]
    [InlineData("of transcribe refers to further files", "tune", "transcribe", "--broker", "a", "--store", "b")]
    [InlineData("--broker and --store belong together", "work", "--store", "Host=here")]
    [InlineData("distribute the trainings of --refit", "backtest", "m", "d", "--broker", "amqp://a", "--store", "b")]
    [InlineData("work needs --broker and --store, such as: carousel work", "work")]
    [InlineData("--losses must be 1…100", "work", "--broker", "amqp://a", "--store", "Host=b", "--losses", "0")]
    [InlineData("not a PostgreSQL connection string", "work", "--broker", "amqp://here", "--store", "b")]
    public async Task Words_AreRefusedInOneSentence(string said, params string[] words)
    {
        using var folder = new TemporaryFolder();
        string[] more = words[0] == "tune" ? ["--out", folder.File("out")] : [];
        Assert.Contains(
            said, (await CliRun.OfAsync([.. words, .. more])).RequireOneSentence(), StringComparison.Ordinal);
        Assert.Empty(folder.Entries());
    }

    [Fact]
    public async Task Brokers_AreRefusedInOneSentence_AndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        rabbit.Start();
        string database = postgres.CreateDatabase();
        using var hostile = new TcpListener(IPAddress.Loopback, 0);
        hostile.Start();
        Task closing = Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                using TcpClient client = await hostile.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync(
                    "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        });
        foreach ((string broker, string store, string said) in new[]
        {
            (rabbit.Address("wrong"), database, "user 'carousel' or its password is wrong"),
            ($"amqp://127.0.0.1:{((IPEndPoint)hostile.LocalEndpoint).Port}", database, "does not speak AMQP"),
            (rabbit.Start(), $"{database};Password=wrong", "the password of user 'carousel' is wrong"),
        })
        {
            string[] at = ["--broker", broker, "--store", store];
            CliRun tune = await CliRun.OfAsync(
                ["tune", "music", "--trials", "1", "--quiet", .. at, "--out", folder.File("out")]);
            Assert.Contains(said, tune.RequireOneSentence(), StringComparison.Ordinal);
            CliRun work = await CliRun.OfAsync(["work", .. at, "--cache", folder.File("cache")]);
            Assert.Contains(said, work.RequireOneSentence(), StringComparison.Ordinal);
        }

        await closing;
        Assert.Empty(folder.Entries());
    }

    private static string Roll() =>
        "60,64,67,71\n"
            + string.Concat(Enumerable.Range(0, 60)
                .Select(s => string.Join(',', Enumerable.Range(0, 4).Select(k => (s + k) % 4 < 2 ? 1 : 0)) + "\n"));
}
