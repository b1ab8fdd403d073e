using System.Globalization;

namespace Carousel.Examples.Tests;

/// <summary>The programs of examples/ do what they say.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-examples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task OwnTrainingLoop_LearnsTheWaves()
    {
        string[] lines = await ExampleProgram.RunAsync("OwnTrainingLoop", _folder);

        double[] losses = [.. lines.Select(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture))];
        Assert.Equal(5, losses.Length);
        Assert.True(losses[^1] < losses[0] / 10, string.Join('\n', lines));
    }

    // samples/train.cs, compiled against the projects: eng/check-packages.sh runs it unchanged, on the packages.
    [Fact]
    public async Task OwnArrays_TrainsSavesStreamsAndExports()
    {
        string[] lines = await ExampleProgram.RunAsync("OwnArrays", _folder);

        string[] words = lines[^1].Split(' ');
        (string told, string truth) = (words[3].TrimEnd(','), words[^1]);
        Assert.StartsWith("the whole sequence: ", lines[^1], StringComparison.Ordinal);
        Assert.Equal(
            double.Parse(truth, CultureInfo.InvariantCulture), double.Parse(told, CultureInfo.InvariantCulture), 0.5);
        Assert.EndsWith($": {told}", lines[^2], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "model.safetensors")));
        Assert.True(File.Exists(Path.Combine(_folder, "model.onnx")));
    }

    [Fact]
    public async Task Streaming_GoesOnFromASavedStateWithEqualBits() => Assert.Equal(
        [
            "state of 288 bytes, 100 steps since the start of the sequence",
            "restored and run again: equal bits",
            "the whole sequence at once: equal bits",
            "the fork: other values",
            "eight together: equal bits",
        ],
        await ExampleProgram.RunAsync("Streaming", _folder));

    [Fact]
    public async Task Serving_AnswersAClient() => Assert.Equal(
        [
            "3 answers, next step 4; a fork at 5.",
            "100 of 100 sessions stepped together; 1 imagined.",
            "A forecast of 24 steps with 11 quantiles each.",
        ],
        await ExampleProgram.RunAsync("Serving", _folder));

    [Fact]
    public async Task ForecastInTenLines_ForecastsAndKeepsTheModel()
    {
        string file = Path.Combine(_folder, "sales.csv");
        IEnumerable<string> rows = Enumerable.Range(0, 144).Select(month =>
            $"{1990 + (month / 12)}-{1 + (month % 12):00},"
            + $"{(100 + month) * (1 + (0.3 * Math.Cos(month * Math.PI / 6))):F0}");
        await File.WriteAllLinesAsync(file, rows.Prepend("month,sales"), TestContext.Current.CancellationToken);

        string[] lines = await ExampleProgram.RunAsync("ForecastInTenLines", _folder, file, "sales", "3");

        Assert.StartsWith("Mean absolute error ", lines[0], StringComparison.Ordinal);
        Assert.Contains("sales", lines[1], StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "model.safetensors")));

        string[] inside = await ExampleProgram.RunAsync(
            "LookInside", _folder, Path.Combine(_folder, "model.safetensors"), file);

        Assert.Contains(inside, line => line.Contains(" units over ", StringComparison.Ordinal));
        Assert.Contains(
            inside, line => line.Contains("a hundredth of an error comes back over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task JobsFromCode_FitAnswerAndExport_ThroughWhatIsPublic()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string[] sentence = ["the\tDET", "old\tADJ", "whale\tNOUN", "swims\tVERB", ""];
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "sentences.conll"), Enumerable.Range(0, 60).SelectMany(_ => sentence), cancellation);
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "reviews.tsv"),
            Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "good\ta fine warm film" : "bad\ta dull cold film")
                .Prepend("label\ttext"),
            cancellation);
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "channels.csv"),
            Enumerable.Range(0, 600).Select(i => i == 580 ? 9 : Math.Sin(i / 4.0))
                .Select(v => v.ToString(CultureInfo.InvariantCulture)).Prepend("heat"),
            cancellation);

        string[] lines = await ExampleProgram.RunAsync("JobsFromCode", _folder, _folder, "8");

        Assert.Equal("the/DET old/ADJ whale/NOUN swims/VERB", lines[1]);
        Assert.Contains("reviews.h", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(" anomalies", lines[3], StringComparison.Ordinal);
        Assert.All(
            ["out/report.html", "out/test.conll", "out/reviews.h", "tagger.safetensors", "reviews.html"],
            name => Assert.True(File.Exists(Path.Combine(_folder, name)), name));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "out"), "*.onnx"));
    }

    [Fact]
    public async Task HostedModel_TrainsAndAnswersInsideAHost()
    {
        string[] lines = await ExampleProgram.RunAsync("HostedModel", _folder, _folder);

        Assert.Equal(5, lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.Contains(
            lines,
            line => line.Contains("Training of ", StringComparison.Ordinal)
                && line.Contains("training[10]", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Loaded the model sales for forecast", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("in seven days: ", StringComparison.Ordinal));
        string[] answers = [.. lines.Where(line => line.StartsWith("tomorrow: ", StringComparison.Ordinal))];
        Assert.Equal(30, answers.Length);
        Assert.All(
            answers,
            answer => Assert.InRange(double.Parse(answer.Split(',')[1], CultureInfo.InvariantCulture), 50, 300));
    }
}
