using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Text;
using Carousel.Language;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech;

/// <summary>
/// A language model as the scorer of a search: what it says of symbols is what it says of their text.
/// </summary>
public sealed class TextScorerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SymbolKind.Letters)]
    [InlineData(SymbolKind.Words)]
    public async Task Scores_AddUpToTheModelsSurpriseAtTheText(SymbolKind kind)
    {
        using LanguageModel model = await FitAsync();
        SpeechSymbols symbols = SpeechSymbols.Of(["lo mi hi"], kind);
        using var scorer = new TextScorer(model, symbols);
        object state = scorer.Start;
        double sum = 0;
        foreach (int label in symbols.Encode("mi lo"))
        {
            sum += scorer.LogProbabilities(state)[label];
            state = scorer.Next(state, label);
        }

        int[] units = model.Tokeniser.Encode("mi lo\n", "text");
        float[] surprises = model.SurprisesOfNetwork([model.Start, .. units], 1, CancellationToken.None);
        Assert.Equal(-surprises.Sum(s => (double)s), sum + scorer.LogEnd(state), 1e-4);
    }

    [Fact]
    public async Task Scorer_RefusesASymbolThatTheModelDoesNotKnow()
    {
        using LanguageModel model = await FitAsync();
        Assert.Contains(
            "%",
            Assert.ThrowsAny<Exception>(
                () => new TextScorer(model, SpeechSymbols.Of(["%"], SymbolKind.Letters))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transcriber_KeepsTheLanguageModel_AndHearsWithIt()
    {
        using (LanguageModel language = await FitAsync())
        {
            language.Save(_folder.File("language"));
        }

        SpeechOptions options = TinySpeech.Options(epochs: 2) with
        {
            Decoding = new SpeechDecoding { Language = _folder.File("language"), LanguageWeight = 0.4 },
        };
        using var model = (Transcriber)await TinySpeech.Plan(_folder.File("data"), options)
            .FitAsync(new FitRun(), CancellationToken.None);
        model.Save(_folder.File("model"));
        using var loaded = Transcriber.Load(_folder.File("model"), 1);
        loaded.Save(_folder.File("again"));
        Assert.Equal(
            await File.ReadAllBytesAsync(_folder.File("model"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(_folder.File("again"), TestContext.Current.CancellationToken));
        SpeechClip clip = new WordJoining(3, 3).Join(TinySpeech.Words(), 5, "test", 1);
        Assert.Equal(model.Transcribe([clip])[0].Text, loaded.Transcribe([clip])[0].Text);
        float[] scores = model.Scores([clip], CancellationToken.None)[0];
        var beam = loaded.NewBeam();
        beam.Step(scores);
        Assert.True(beam.Best().Score < beam.Best().LogProbability, "The language model counts.");
    }

    [Fact]
    public async Task Transcriber_DecodesInAnotherWay_WithoutATraining()
    {
        using (LanguageModel language = await FitAsync())
        {
            language.Save(_folder.File("language"));
        }

        using var model = (Transcriber)await TinySpeech.Plan(
            _folder.File("data"), TinySpeech.Options(epochs: 1) with { Strings = 10 })
                .FitAsync(new FitRun(), CancellationToken.None);
        Assert.Contains(
            "--language-weight weighs a language model, but there is none",
            Assert.Throws<OptionException>(() => model.Decode(new SpeechDecoding { LanguageWeight = 1 })).OnCommandLine,
            StringComparison.Ordinal);
        SpeechClip clip = new WordJoining(3, 3).Join(TinySpeech.Words(), 5, "test", 1);
        double before = model.Transcribe([clip])[0].LogProbability;
        model.Decode(new SpeechDecoding { Language = _folder.File("language"), SymbolBonus = -20 });
        Assert.Equal((16, 0.5, -20.0), (model.Design.BeamWidth, model.Design.LanguageWeight, model.Design.SymbolBonus));
        Assert.Empty(model.Transcribe([clip])[0].Words);
        model.Decode(new SpeechDecoding { LanguageWeight = 0, SymbolBonus = 0 });
        Assert.Equal(before, model.Transcribe([clip])[0].LogProbability);
    }

    private static async Task<LanguageModel> FitAsync()
    {
        var options = new LanguageOptions
        {
            Fit = new FitOptions { Hidden = 8, Layers = 1, Epochs = 1, Batch = 2, Threads = 1 },
            Units = UnitKind.Characters,
            Length = 10,
            Sample = 20,
        };
        string text = string.Concat(Enumerable.Range(0, 60).Select(n => n % 2 == 0 ? "lo mi hi\n" : "hi lo\n"));
        return (LanguageModel)await LanguagePlan.Make(LanguageText.Of(text, "text"), options)
            .FitAsync(new FitRun(), CancellationToken.None);
    }
}
