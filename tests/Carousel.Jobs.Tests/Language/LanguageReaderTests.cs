using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Text;
using Carousel.Language;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Language;

/// <summary>
/// A reader says before each unit what network and counts say together, the same as when many are scored at once; one
/// that learns on is less surprised by what comes again, and leaves its model as it was.
/// </summary>
public sealed class LanguageReaderTests
{
    private static readonly string _text = string.Concat(Enumerable.Range(0, 90)
        .Select(i => $"the {(i % 3 == 0 ? "white" : "old")} whale swims {i % 7} miles.\n"));

    private static readonly AdaptationOptions _still = new() { LearningRate = 1e-30, MixtureRate = 0 };

    [Theory]
    [InlineData(UnitKind.Characters)]
    [InlineData(UnitKind.Words)]
    public async Task AReader_SaysWhatTheScorerSays(UnitKind kind)
    {
        using LanguageModel model = await ModelAsync(Options() with { Units = kind });
        int[] units = model.Tokenizer.Encode(_text, "text")[..90];
        using LanguageReader reader = model.NewReader();
        reader.Hear([model.Start], isCounted: false);
        var own = new float[units.Length];
        for (int i = 0; i < units.Length; i++)
        {
            Assert.Equal(1, reader.Logarithms.ToArray().Sum(Math.Exp), 1e-9);
            own[i] = (float)-reader.Logarithms[units[i]];
            reader.Take(units[i]);
        }

        // The first context of the scorer is the unit that stands for the beginning; it is one of the counts too.
        Near.SameBits(own.AsSpan(12), model.Surprises(units, CancellationToken.None).AsSpan(12));
    }

    [Fact]
    public async Task AReaderThatLearnsNothingOn_SaysWhatTheNetworkSays_BitForBit()
    {
        using LanguageModel model = await ModelAsync(Options() with { Baseline = BaselineInside.None, Cache = 0 });
        int[] units = model.Tokenizer.Encode(_text, "text")[..200];

        Assert.Null(model.Counts);
        Near.SameBits(
            model.SurprisesLearning(units, 0, CancellationToken.None, _still),
            model.Surprises(units, CancellationToken.None));
    }

    [Fact]
    public async Task AReaderThatLearns_IsLessSurprisedByWhatComesAgain_AndTheModelStays()
    {
        using LanguageModel model = await ModelAsync(Options());
        int[] strange = model.Tokenizer.Encode(
            string.Concat(Enumerable.Repeat("miles whale. old swims the\n", 40)), "text");
        float[] before = model.Surprises(strange, CancellationToken.None);

        float[] learning = model.SurprisesLearning(strange, 0, CancellationToken.None);

        Assert.True(learning[^200..].Average() < 0.3 * before[^200..].Average());
        Near.SameBits(before, model.Surprises(strange, CancellationToken.None));
    }

    [Fact]
    public async Task TheNetworkAloneLearnsToo()
    {
        using LanguageModel model = await ModelAsync(Options() with { Baseline = BaselineInside.None });
        int[] strange = model.Tokenizer.Encode(
            string.Concat(Enumerable.Repeat("miles whale. old swims the\n", 60)), "text");

        float[] before = model.Surprises(strange, CancellationToken.None);

        // Twelve units that hardly learned anything need longer steps than a network of some hundred.
        float[] learning = model.SurprisesLearning(
            strange, 0, CancellationToken.None, new AdaptationOptions { LearningRate = 0.01 });

        Assert.True(learning[^300..].Average() < before[^300..].Average() - 0.1);
    }

    [Fact]
    public async Task LearningOn_GivesTheSameBits_ForAnyNumberOfThreads()
    {
        float[] expected = [];
        foreach (int threads in new[] { 1, 3 })
        {
            LanguageOptions options = Options();
            using LanguageModel model = await ModelAsync(options with { Fit = options.Fit with { Threads = threads } });
            int[] units = model.Tokenizer.Encode(_text, "text")[..300];
            float[] found = model.SurprisesLearning(units, 0, CancellationToken.None);
            expected = expected.Length == 0 ? found : expected;

            Near.SameBits(expected, found);
        }
    }

    [Fact]
    public async Task AUnit_AllocatesNothing_WhileTheModelLearns()
    {
        using LanguageModel model = await ModelAsync(Options());
        int[] units = model.Tokenizer.Encode(_text, "text")[..64];
        using LanguageReader reader = model.NewReader(new AdaptationOptions());
        reader.Hear([model.Start], isCounted: false);

        // Runs that were counted already need no memory: the same units again and again.
        Allocations.AssertNone(
            () =>
            {
                foreach (int unit in units)
                {
                    _ = reader.Logarithms[unit];
                    reader.Take(unit);
                }
            }, warmUps: 10);
    }

    [Fact]
    public async Task Counts_ComeBackFromTheFile_AndAreSaid()
    {
        using var folder = new TemporaryFolder();
        using LanguageModel model = await ModelAsync(Options());
        model.Save(folder.File("model"));

        using LanguageModel loaded = LanguageModel.Load(folder.File("model"), 1);

        Assert.Equal(model.Counts!.Units, loaded.Counts!.Units);
        Assert.Equal(model.Counts.Order, loaded.Counts.Order);
        Assert.Contains(
            loaded.Describe().Lines, f => f.Contains("mixed with counts of n-grams", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATrainingGoesOnFromAModelWithCounts()
    {
        using var folder = new TemporaryFolder();
        using LanguageModel model = await ModelAsync(Options());
        model.Save(folder.File("model"));

        using IJobModel next = (await LanguagePlan.Make(LanguageText.Of(_text, "whale.txt"), Options())
            .FitAsync(new FitRun { From = folder.File("model") }, TestContext.Current.CancellationToken)).Model;

        Assert.NotNull(((LanguageModel)next).Counts);
    }

    [Fact]
    public async Task ACache_LiftsARareWord_ThatComesAgain()
    {
        // The network alone, which stays as it is: what is learned the cache has learned.
        LanguageOptions words = Options() with { Units = UnitKind.Words, Baseline = BaselineInside.None };
        using LanguageModel without = await ModelAsync(words with { Cache = 0 });
        using LanguageModel with = await ModelAsync(words with { Cache = 100 });

        // One whale in seven swims six miles; here each does.
        int[] units = without.Tokenizer.Encode(
            string.Concat(Enumerable.Repeat("the white whale swims 6 miles.\n", 20)), "text");
        int rare = without.Tokenizer.Encode("6", "text").Single();
        float[] before = without.SurprisesLearning(units, 0, CancellationToken.None, _still);

        float[] after = with.SurprisesLearning(units, 0, CancellationToken.None, _still);

        // Until a few units are kept the bits are those without a cache.
        Near.SameBits(before.AsSpan(0, 8), after.AsSpan(0, 8));
        double[] gains = [.. units.Select((u, i) => (u, Gain: before[i] - after[i])).Where(p => p.u == rare)
            .Select(p => (double)p.Gain)];
        Assert.True(gains[^10..].Min() > 0.3, string.Join(' ', gains));
    }

    [Fact]
    public async Task AModelFile_KeepsTheCache_AndOneOfOldHasNone()
    {
        using var folder = new TemporaryFolder();
        using LanguageModel with = await ModelAsync(Options() with { Cache = 40 });
        using LanguageModel without = await ModelAsync(Options() with { Cache = 0 });
        int[] units = with.Tokenizer.Encode(_text, "text")[..300];
        with.Save(folder.File("model"));
        using LanguageModel loaded = LanguageModel.Load(folder.File("model"), 1);
        float[] cached = with.SurprisesLearning(units, 0, CancellationToken.None);
        float[] plain = without.SurprisesLearning(units, 0, CancellationToken.None);

        Near.SameBits(cached, loaded.SurprisesLearning(units, 0, CancellationToken.None));
        Assert.Contains(
            loaded.Describe().Lines, l => l.Contains("looks up its last 40 states", StringComparison.Ordinal));
        Assert.False(cached.AsSpan().SequenceEqual(plain));

        using LanguageModel old = LanguageFile.Of(Changed(with, ""), "old", new CpuBackend(1));
        Near.SameBits(plain, old.SurprisesLearning(units, 0, CancellationToken.None));
        using var backend = new CpuBackend(1);
        foreach (string wrong in new[] { ",\"cache\":-1", ",\"cache\":100001" })
        {
            Assert.Throws<ModelFileException>(() => LanguageFile.Of(Changed(with, wrong), "wrong", backend));
        }
    }

    /// <summary>The file of a model whose data say something else of the cache.</summary>
    private static ModelFile Changed(LanguageModel model, string said)
    {
        ModelFile file = model.ToFile();
        Assert.Contains(",\"cache\":40", file.Data, StringComparison.Ordinal);
        return new ModelFile
        {
            Task = file.Task,
            Configuration = file.Configuration,
            Vocabulary = file.Vocabulary,
            Training = file.Training,
            Data = file.Data.Replace(",\"cache\":40", said, StringComparison.Ordinal),
            Tensors = file.Tensors,
        };
    }

    private static LanguageOptions Options() => new()
    {
        Fit = new FitOptions { Hidden = 12, Layers = 2, Epochs = 3, Batch = 8, Threads = 1, Dropout = 0.1 },
        Length = 16,
        Sample = 0,
    };

    private static async Task<LanguageModel> ModelAsync(LanguageOptions options) =>
        (await LanguagePlan.Make(LanguageText.Of(_text, "whale.txt"), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
}
