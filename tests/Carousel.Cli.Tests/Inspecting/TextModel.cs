using System.Text;

namespace Carousel.Cli.Tests.Inspecting;

/// <summary>
/// A tiny language model of a text with brackets and quotations, trained once for all tests that look inside it.
/// </summary>
public sealed class TextModel : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The text.</summary>
    public string Data => _folder.File("text.txt");

    /// <summary>The model file.</summary>
    public string Model => _folder.File("out/model.safetensors");

    /// <summary>A text whose brackets hold three letters and whose quotations hold six.</summary>
    public static string Text()
    {
        var random = new Random(5);
        var text = new StringBuilder();
        while (text.Length < 4000)
        {
            text.Append(Letters(3 + random.Next(9)))
                .Append(random.Next(2) == 0 ? $"({Letters(3)})" : $"\"{Letters(6)}\"")
                .Append(random.Next(4) == 0 ? "\n" : " ");
        }

        return text.ToString();

        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "abcd"[random.Next(4)]));
    }

    public async ValueTask InitializeAsync()
    {
        _folder.Write("text.txt", Text());
        CliRun run = await CliRun.OfAsync(
            "language", Data, "--hidden", "8", "--epochs", "1", "--sample", "0", "--threads", "1", "--out",
            _folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
