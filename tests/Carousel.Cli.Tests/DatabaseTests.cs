using Carousel.Testing;
using Npgsql;

namespace Carousel.Cli.Tests;

/// <summary>Forecasts of the rows of a query.</summary>
public sealed class DatabaseTests(PostgresServer server)
{
    private const string Query = "select day, shop, sales from sales where sales < 1000 -- all of them";

    private static readonly string[] _tiny =
    [
        "--id", "shop", "--target", "sales", "--season", "7", "--epochs", "1", "--ensemble", "1", "--hidden", "4",
        "--baseline", "none", "--train-once", "--quiet",
    ];

    private static string[] Ask(string sql, string database) =>
        ["forecast", "--from-sql", sql, "--database", database, .. _tiny];

    private string MakeDatabase()
    {
        string database = server.CreateDatabase();
        PostgresServer.Run(
            database,
            "create table sales (day date, shop text, sales double precision); insert into sales "
            + "select date '2024-01-01' + d, 's' || s, case when d % 31 = 5 then null else 20 + s + 5 * sin(d) end "
            + "from generate_series(0, 119) d, generate_series(1, 3) s");
        return database;
    }

    [Fact]
    public async Task AQuery_IsForecastAsItsRowsInAFile()
    {
        string database = MakeDatabase();
        using var folder = new TemporaryFolder();
        using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            using TextReader rows = connection.BeginTextExport($"COPY ({Query}\n) TO STDOUT (FORMAT csv, HEADER)");
            folder.Write("sales.csv", await rows.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        CliRun file = await CliRun.OfAsync(
            ["forecast", folder.File("sales.csv"), .. _tiny, "--missing", "", "--out", folder.File("file")]);
        CliRun query = await CliRun.OfAsync([.. Ask(Query, database), "--out", folder.File("query")]);

        Assert.True((file.ExitCode, query.ExitCode) == (0, 0), file.Error + query.Error);
        foreach (string name in new[] { "model.safetensors", "forecast.csv", "backtest.csv" })
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folder.File("file"), name)),
                File.ReadAllBytes(Path.Combine(folder.File("query"), name)));
        }

        string password = new NpgsqlConnectionStringBuilder(database).Password!;
        Assert.All(
            Directory.EnumerateFiles(folder.File("query")),
            path => Assert.DoesNotContain(password, File.ReadAllText(path), StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatIsWrong_IsOneSentence()
    {
        string database = MakeDatabase();
        async Task<string> Refused(params string[] line) => (await CliRun.OfAsync(line)).RequireOneSentence();
        string With(Action<NpgsqlConnectionStringBuilder> change)
        {
            var settings = new NpgsqlConnectionStringBuilder(database);
            change(settings);
            return settings.ConnectionString;
        }

        Assert.Contains("rejects the user", await Refused(Ask(Query, With(s => s.Password = "wrong"))));
        Assert.Contains("does not exist", await Refused(Ask(Query, With(s => s.Database = "nowhere"))));
        Assert.Contains("can't be reached", await Refused(Ask(Query, With(s => s.Port = 1))));
        Assert.Contains("is not a PostgreSQL connection string", await Refused(Ask(Query, "somewhere")));
        Assert.Contains("needs --database", await Refused(["forecast", "--from-sql", Query]));
        Assert.Contains("leave the file out", await Refused([.. Ask(Query, database), "sales.csv"]));
        Assert.Contains("needs a query: pass --from-sql as well", await Refused(["forecast", "--database", database]));
        Assert.Contains(
            "The query of --from-sql fails at character 19",
            await Refused(Ask("select day, shop, sould from sales", database)));
        Assert.Contains("has no column 'sales'", await Refused(Ask("select day, shop from sales", database)));
        Assert.Contains("fails", await Refused(Ask("delete from sales returning day, shop, sales", database)));
        Assert.Equal(360L, PostgresServer.Run(database, "select count(*) from sales"));
    }

    [Theory]
    [InlineData("select day, sales from sales) to program 'touch {0}' --")]
    [InlineData("select 1) to stdout; copy (select 2) to program 'touch {0}'; copy (select day, sales from sales")]
    [InlineData("select day, sales from sales; drop table sales")]
    [InlineData("select day, sales from sales) to '{0}' /*")]
    [InlineData("select set_config('transaction_read_only', 'off', false), setval('gone', 7)")]
    public async Task AQuery_CannotBecomeAnotherCommand(string sql)
    {
        string database = MakeDatabase();
        PostgresServer.Run(database, "create sequence gone");
        using var folder = new TemporaryFolder();
        string made = folder.File("made");

        string message = (await CliRun.OfAsync(
            Ask(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, made), database)))
            .RequireOneSentence();

        Assert.Contains("The query of --from-sql fails", message, StringComparison.Ordinal);
        Assert.False(File.Exists(made));
        Assert.Equal(360L, PostgresServer.Run(database, "select count(*) from sales"));
        Assert.Equal(1L, PostgresServer.Run(database, "select last_value from gone"));
    }
}
