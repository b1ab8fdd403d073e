namespace Carousel.Cli.Tests;

/// <summary><c>carousel chat</c> from dialogues to a conversation over a pipe.</summary>
public sealed class ChatTests : IDisposable
{
    private static readonly string[] _small =
        ["--hidden", "48", "--epochs", "12", "--threads", "1", "--seed", "1", "--json"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Chat_LearnsAndAnswers_WithNamesThatItHasNotSeen()
    {
        string data = _folder.Write("data.tsv", string.Concat(Enumerable.Range(0, 120).Select(
            k => $"I am N{k}a.\tHello N{k}a.\nWho am I?\tYou are N{k}a.\n\n")));
        CliRun run = await CliRun.OfAsync(["chat", data, .. _small, "--out", _folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("history    3 questions", run.Error, StringComparison.Ordinal);
        Assert.Contains("nearest question", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"right_new\":", run.LastLine, StringComparison.Ordinal);

        string model = _folder.File("out/model.safetensors");
        CliRun talk = await CliRun.WithInputAsync("I am Zyxwo.\nWho am I?\n\nI am Uvu.", "chat", model);
        Assert.Equal((0, ""), (talk.ExitCode, talk.Error));
        Assert.Equal("Hello Zyxwo.\nYou are Zyxwo.\n\nHello Uvu.\n", talk.Out.ReplaceLineEndings("\n"));
        Assert.Equal("Hello Uvu.\n", (await CliRun.OfAsync("predict", model, "--text", "I am Uvu.")).Out);
        Assert.Contains(
            "answers are right word for word", (await CliRun.OfAsync("evaluate", model, data)).Out,
            StringComparison.Ordinal);
        Assert.Contains(
            "reads 3 earlier questions; knows", (await CliRun.OfAsync("describe", model)).Out,
            StringComparison.Ordinal);

        Assert.Contains(
            "Leave out --epochs, which a conversation with a model does not use.",
            (await CliRun.OfAsync("chat", model, "--epochs", "2")).RequireOneSentence(), StringComparison.Ordinal);
        Assert.Contains(
            "only for translations",
            (await CliRun.OfAsync("predict", model, "--text", "Hi.", "--best", "2")).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatDoesNotAnswer_IsRefused()
    {
        string model = Path.Combine(
            Repository.Folder, "tests", "Carousel.Jobs.Tests", "Models", "translate.safetensors");
        Assert.Contains(
            "is a model for 'translate', which does not answer",
            (await CliRun.WithInputAsync("a", "chat", model)).RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(2, (await CliRun.OfAsync("chat", _folder.File("missing.safetensors"))).ExitCode);
    }
}
