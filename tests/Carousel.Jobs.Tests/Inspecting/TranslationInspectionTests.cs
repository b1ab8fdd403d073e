using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Translation;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>A translator of the made sentences, opened at both its parts, says what it says closed.</summary>
public sealed class TranslationInspectionTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AttentionScore.Additive, 1)]
    [InlineData(null, 2)]
    public async Task EncoderAndDecoder_ReadTheTwoTextsOfAPair(AttentionScore? attention, int layers)
    {
        using Translator model = await FitAsync(
            o => o with { Attention = attention, Fit = o.Fit with { Layers = layers } });
        SentencePair pair = SentenceRules.Make(1)[7];
        var lines = JobInput.OfText($"{pair.Source}\t{pair.Target}\n{pair.Target}\t{pair.Source}\n");
        InspectionSubject encoder = InspectionSubject.Open(model, lines, "model", part: "encoder", cancellation: None),
            decoder = InspectionSubject.Open(model, lines, "model", part: "decoder", cancellation: None);

        Opened.Check(encoder.Model, encoder.Sequences);
        Opened.Check(decoder.Model, decoder.Sequences);
        Assert.Equal($" {pair.Source}⏎", string.Concat(encoder.Sequences[0].StepNames));
        Assert.Equal($"⏎ {pair.Target}", string.Concat(decoder.Sequences[0].StepNames));

        // The score is ln p of the model's translation.
        Assert.True(Opened.Score(encoder.Model, encoder.Sequences[0], encoder.Sequences[0].Input, 1, 0).Scores[0] < 0);
    }

    [Fact]
    public async Task Decoder_StartsFromWhatTheEncoderLeftIt_AndReadsItsOwnTranslationWhereThereIsNoOther()
    {
        using Translator model = await FitAsync(o => o);
        var subject = InspectionSubject.Open(
            model, JobInput.OfText("the dog sleeps\n\na cat eats\n"), "model", part: "decoder", cancellation: None);

        Assert.Equal(["line 1", "line 3"], subject.Sequences.Select(s => s.Name));
        Assert.Equal(
            model.Translate(["the dog sleeps"], None)[0], string.Concat(subject.Sequences[0].StepNames.Skip(1)).Trim());
        InspectedSequence first = subject.Sequences[0];
        Assert.NotEqual(first.Start.ToArray(), subject.Sequences[1].Start.ToArray());
        float[] traced = NetworkTrace.Of(
            subject.Model.Backend, subject.Model.Reader, first.Input, [TraceQuantity.Hidden],
            first.Start.Span)[^1][TraceQuantity.Hidden];
        Assert.Equal(Opened.Run(subject.Model, first).Hidden, traced);
    }

    [Fact]
    public async Task Open_RefusesWhatThereIsNot()
    {
        using Translator model = await FitAsync(o => o);
        Assert.Contains("It has encoder and decoder", Refused(model, "reader"), StringComparison.Ordinal);
        Assert.Contains(
            "no text",
            Assert.Throws<DataFormatException>(
                () => InspectionSubject.Open(model, JobInput.OfText("\n"), "model", cancellation: None)).Message,
                StringComparison.Ordinal);
        Assert.Contains("at most 400", Assert.Throws<DataFormatException>(() => InspectionSubject.Open(
            model, JobInput.OfText(string.Join(' ', Enumerable.Repeat("dog", 5000))), "model",
            cancellation: None)).Message, StringComparison.Ordinal);
    }

    private static string Refused(Translator model, string part) =>
        Assert.Throws<OptionException>(
            () => InspectionSubject.Open(model, JobInput.OfText("a dog\n"), "model", part: part)).Message;

    private static async Task<Translator> FitAsync(Func<TranslationOptions, TranslationOptions> with)
    {
        TranslationOptions options = with(new TranslationOptions
        {
            Fit = new FitOptions
            {
                Epochs = 1,
                Hidden = 16,
                Layers = 1,
                Batch = 8,
                LearningRate = 0.01,
                Dropout = 0,
                Threads = 1,
            },
            EmbeddingSize = 8,
            Pieces = 290,
            ValidationShare = 0.1,
            TestShare = 0.1,
        });
        return (await TranslationPlan.Make(
            TranslationData.Divide("made", [.. SentenceRules.Make(1).Take(100)], options), options)
                .FitAsync(new FitRun(), None)).Model;
    }
}
