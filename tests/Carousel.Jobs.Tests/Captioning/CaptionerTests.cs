using System.Text;
using Carousel.Captioning;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Pictures;
using Carousel.Report;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Captioning;

/// <summary>Small fits from pictures to sentences.</summary>
public sealed class CaptionerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Captioner_SaysColorAndSide_OfPicturesItNeverSaw(bool attention)
    {
        CaptionPlan plan = Plan(90, TinyScenes.Options(60) with { HasAttention = attention });
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel caption", TestContext.Current.CancellationToken);
        Assert.True(result.Scores[0].Metrics["exact"] > 0.85, result.Sentence);
        Assert.True(result.Scores[0].Metrics["exact"] > result.Scores[2].Metrics["exact"]);
        Assert.Equal(["test.tsv", "nearest.tsv"], result.Files.Select(f => f.Name));
        Assert.StartsWith(
            "picture\tsentence\n", Encoding.UTF8.GetString(result.Files[0].Content.Span), StringComparison.Ordinal);
        string page = ReportWriter.ToHtml(result.Report!);
        Assert.Equal(attention, page.Contains("Attention at the word ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheModelFile_IsTheSameForAnyNumberOfThreads_AndGivesTheSameSentences()
    {
        CaptionPlan plan = Plan(24, TinyScenes.Options(2));
        byte[]? expected = null;
        foreach (int threads in new[] { 1, 2 })
        {
            CaptionOptions options = TinyScenes.Options(2);
            using var model = (await CaptionPlan.Make(
                plan.Data, options with { Fit = options.Fit with { Threads = threads } })
                .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
            model.Save(_folder.File("model"));
            byte[] bytes = await File.ReadAllBytesAsync(_folder.File("model"), TestContext.Current.CancellationToken);
            expected ??= bytes;
            Assert.Equal(expected, bytes);
        }

        using var loaded = (Captioner)AllModels.Load(_folder.File("model"), 1);
        string[] together =
        [
            .. loaded.SentencesOf(plan.Data.Parts.Test, TestContext.Current.CancellationToken)
                .Select(s => string.Join(' ', s.Words)),
        ];
        string[] alone =
        [
            .. plan.Data.Parts.Test.Select(
                p => string.Join(' ', loaded.SentencesOf([p], TestContext.Current.CancellationToken)[0].Words)),
        ];
        Assert.Equal(alone, together);
        Assert.NotEmpty(loaded.Describe().Lines);
        using var output = new StringWriter();
        loaded.Predict(JobInput.OfFile(_folder.File("scenes")), output, TestContext.Current.CancellationToken);
        Assert.Equal(25, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        JobResult told = plan.Fitted(loaded).Measure("carousel caption", TestContext.Current.CancellationToken);
        string table = _folder.File("test.tsv");
        await File.WriteAllLinesAsync(
            table, plan.Data.Parts.Test.Select(p => $"{p.Name}\t{p.Sentences[0]}"),
            TestContext.Current.CancellationToken);
        Assert.Contains(
            "Name the folder of the pictures by --pictures",
            Assert.Throws<DataFormatException>(
                () => loaded.Evaluate(JobInput.OfFile(table), TestContext.Current.CancellationToken)).OnCommandLine,
                StringComparison.Ordinal);
        loaded.Pictures = _folder.File("scenes");
        JobResult evaluated = loaded.Evaluate(JobInput.OfFile(table), TestContext.Current.CancellationToken);
        Assert.Equal(["carousel", "nearest", "most_frequent"], evaluated.Scores.Select(s => s.Name));
        Assert.Equal(told.Scores.Select(s => s.Metrics["chrf2"]), evaluated.Scores.Select(s => s.Metrics["chrf2"]));
        using var tabled = new StringWriter();
        Assert.Empty(loaded.Predict(JobInput.OfFile(table), tabled, TestContext.Current.CancellationToken).Notes);
        Assert.Equal(
            plan.Data.Parts.Test.Count + 1,
            tabled.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await File.WriteAllBytesAsync(
            _folder.File("wide.png"), PngFile.Write(new Picture(40, 16, new byte[40 * 16 * 3])),
            TestContext.Current.CancellationToken);
        Assert.Contains(
            "1 of 1 picture is not 24 by 16 as",
            Assert.Single(
                loaded.Predict(
                    JobInput.OfFile(_folder.File("wide.png")), tabled, TestContext.Current.CancellationToken).Notes),
                    StringComparison.Ordinal);
        loaded.Pictures = null;
        Assert.Equal(
            24,
            int.Parse(
                loaded.Evaluate(
                    JobInput.OfFile(Path.Combine(_folder.File("scenes"), "sentences.tsv")),
                    TestContext.Current.CancellationToken)
                .Facts[0].Fact.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task AStoppedTraining_GoesOnWithAnotherBeam()
    {
        CaptionOptions options = TinyScenes.Options(3);
        CaptionPlan plan = Plan(24, options);
        (await plan.FitAsync(new FitRun { Folder = _folder.Path }, new CancellationToken(canceled: true))).Dispose();
        using Fitted<Captioner> resumed = await CaptionPlan.Make(plan.Data, options with { Beam = 1 })
            .FitAsync(new FitRun { Folder = _folder.Path, Resume = true }, TestContext.Current.CancellationToken);
        Assert.Equal(3, resumed.Model.Summary.History.Count);
    }

    [Fact]
    public async Task ADamagedModel_IsRefused()
    {
        using (var model = (await Plan(12, TinyScenes.Options(1))
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model)
        {
            model.Save(_folder.File("model"));
        }

        string text = await File.ReadAllTextAsync(
            _folder.File("model"), Encoding.Latin1, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _folder.File("model"), text.Replace("\\\"hidden\\\":32", "\\\"hidden\\\":99", StringComparison.Ordinal),
            Encoding.Latin1, TestContext.Current.CancellationToken);
        Assert.Throws<ModelFileException>(() => AllModels.Load(_folder.File("model"), 1));
    }

    private CaptionPlan Plan(int pictures, CaptionOptions options) =>
        CaptionPlan.Make(CaptionData.Read(TinyScenes.Write(_folder.File("scenes"), pictures), options), options);
}
