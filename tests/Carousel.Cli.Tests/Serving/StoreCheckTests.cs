using Microsoft.Data.Sqlite;

namespace Carousel.Cli.Tests.Serving;

/// <summary>carousel serve --check: a store is read and compared with its checksums.</summary>
public sealed class StoreCheckTests
{
    [Fact]
    public async Task Check_EndsWithTwo_WhereSomethingIsDamaged()
    {
        using var folder = new TemporaryFolder();
        string models = Path.GetDirectoryName(folder.Write("empty.txt", ""))!;
        Assert.Equal(0, (await CliRun.OfAsync("serve", models, "--add-key", "plant")).ExitCode);

        CliRun whole = await CliRun.OfAsync("serve", models, "--check");
        Assert.Equal((0, "0 sessions: nothing is damaged.\n"), (whole.ExitCode, whole.Out));

        using (var connection = new SqliteConnection($"Data Source={folder.File("sessions.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE keys SET rights = '{}'";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        CliRun damaged = await CliRun.OfAsync("serve", models, "--check");
        Assert.Equal(2, damaged.ExitCode);
        Assert.StartsWith("The key 'plant' is damaged", damaged.Out, StringComparison.Ordinal);
        Assert.Equal("0 sessions: 1 fault.", damaged.LastLine);
    }

    [Fact]
    public async Task Check_RefusesAFolderWithoutAStore()
    {
        using var folder = new TemporaryFolder();
        string models = Path.GetDirectoryName(folder.Write("empty.txt", ""))!;

        string sentence = (await CliRun.OfAsync("serve", models, "--check")).RequireOneSentence();

        Assert.Contains("there is no such store", sentence, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("sessions.db")));
    }
}
