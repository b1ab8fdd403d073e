using Carousel.Captioning;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Captioning;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>The decoder of a captioner, opened, says what it says closed.</summary>
public sealed class CaptionInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sentences_StartFromTheirPicture(bool attention)
    {
        CaptionPlan plan = Plan(attention, 1);
        using var model = (await plan.FitAsync(new FitRun(), None)).Model;
        string table = _folder.File("scenes/validation.tsv");
        await File.WriteAllLinesAsync(
            table, plan.Data.Parts.Validation.Select(p => $"{p.Name}\t{p.Sentences[0]}"), None);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(table), "model", cancellation: None);

        Opened.Check(subject.Model, subject.Sequences);
        Assert.Equal(plan.Data.Parts.Validation.Count, subject.Sequences.Count);
        Assert.Equal(["(picture)", "a"], subject.Sequences[0].StepNames.Take(2));
        Assert.NotEqual(subject.Sequences[0].Start.ToArray(), subject.Sequences[1].Start.ToArray());
    }

    [Fact]
    public async Task Pictures_WithoutSentences_AreReadByTheModelsOwn()
    {
        using Captioner model = await FitAsync(true, 3);
        var subject = InspectionSubject.Open(
            model, JobInput.OfFile(_folder.File("scenes")), "model", cancellation: None);

        Assert.Equal(24, subject.Sequences.Count);
        string said = string.Join(' ', model.SentencesOf(CaptionReader.Find(_folder.File("scenes")), None)[3].Words);
        Assert.Equal(said, string.Join(' ', subject.Sequences[3].StepNames.Skip(1)));
    }

    [Fact]
    public async Task TheBundledSample_CanBeOpened()
    {
        using Captioner model = await FitAsync(true, 1);
        var subject = InspectionSubject.Open(model, JobInput.OfFile(Sample()), "model", cancellation: None);

        Opened.Check(subject.Model, subject.Sequences);
    }

    private async Task<Captioner> FitAsync(bool attention, int epochs) =>
        (await Plan(attention, epochs).FitAsync(new FitRun(), None)).Model;

    private static string Sample()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "samples/nlvr/sentences.tsv")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "samples/nlvr/sentences.tsv");
    }

    private CaptionPlan Plan(bool attention, int epochs)
    {
        CaptionOptions options = TinyScenes.Options(epochs) with { HasAttention = attention };
        return CaptionPlan.Make(CaptionData.Read(TinyScenes.Write(_folder.File("scenes"), 24), options), options);
    }
}
