namespace Carousel.Cli.Tests;

/// <summary><c>--tensorboard</c> on the verbs that train.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private static readonly string _text = string.Concat(Enumerable.Range(0, 60)
        .Select(i => $"the {(i % 3 == 0 ? "white" : "old")} whale swims {i % 7} miles.\n"));
    private static readonly string[] _tiny =
    [
        "--hidden", "8", "--epochs", "3", "--batch", "8", "--length", "16", "--threads", "1", "--sample", "0",
    ];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fit_LeavesAFileOfEvents_AndTheSameModel()
    {
        string data = _folder.Write("whale.txt", _text), board = _folder.File("board");
        CliRun plain = await CliRun.OfAsync(["language", data, .. _tiny, "--out", _folder.File("plain")]);
        CliRun watched = await CliRun.OfAsync(
            ["language", data, .. _tiny, "--out", _folder.File("watched"), "--tensorboard", board]);

        Assert.True(plain.ExitCode == 0 && watched.ExitCode == 0, plain.Error + watched.Error);
        string file = Assert.Single(Directory.GetFiles(board, "events.out.tfevents.*"));
        Assert.Contains(file, watched.LastLine, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllBytes(_folder.File("plain/model.safetensors")),
            File.ReadAllBytes(_folder.File("watched/model.safetensors")));
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
        Assert.All(
            (string[])[
                "brain.Event:2", "step/loss", "epoch/validation_loss", "weights/", "/forget_gate", "metrics/perplexity",
                "carousel language", "learning",
            ],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task StoppedRun_GoesOnInASecondFile()
    {
        string data = _folder.Write("whale.txt", _text), board = _folder.File("board");
        string[] run = ["language", data, .. _tiny, "--out", _folder.File("out"), "--tensorboard", board];
        CliRun stopped = await CliRun.StoppedAtAsync("epoch 1/", run);
        Assert.Equal(130, stopped.ExitCode);
        string first = Assert.Single(Directory.GetFiles(board));
        byte[] before = File.ReadAllBytes(first);

        CliRun resumed = await CliRun.OfAsync([.. run, "--resume"]);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(2, Directory.GetFiles(board).Length);
        Assert.Equal(before, File.ReadAllBytes(first));
    }

    [Fact]
    public async Task Folder_ThatCannotBeWritten_IsSaidInOneSentence()
    {
        string data = _folder.Write("whale.txt", _text), file = _folder.Write("file", "taken");
        string sentence = (await CliRun.OfAsync(
            ["language", data, .. _tiny, "--out", _folder.File("out"), "--tensorboard", file])).RequireOneSentence();
        Assert.Contains("Choose another --tensorboard.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowByRowLearning_RefusesIt()
    {
        string sentence = (await CliRun.OfAsync("anomaly", "--stream", "--tensorboard", _folder.File("board")))
            .RequireOneSentence();
        Assert.Contains("--tensorboard shows a training", sentence, StringComparison.Ordinal);
    }
}
