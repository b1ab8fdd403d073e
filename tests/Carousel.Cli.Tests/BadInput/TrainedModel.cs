namespace Carousel.Cli.Tests.BadInput;

/// <summary>A tiny model, trained once for all tests that need one.</summary>
public sealed class TrainedModel : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The file that it was trained on.</summary>
    public string Data => _folder.File("good.csv");

    /// <summary>The model file.</summary>
    public string Model => _folder.File("out/model.safetensors");

    public async ValueTask InitializeAsync()
    {
        _folder.Write("good.csv", DataCase.Good());
        CliRun run = await CliRun.OfAsync([.. DataVerb.Of("forecast").Arguments(Data, "", _folder.File("out"))]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
