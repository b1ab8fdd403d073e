using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Tests.Speech.Listening;
using Carousel.Jobs.Text;
using Carousel.Language;
using Carousel.Networks;
using Carousel.Speech;
using Carousel.Testing;
using Ask = (string Type, string Call,
    System.Func<Carousel.Jobs.Tests.Streaming.EndedStreamTests.Models,
        (System.IDisposable Ended, System.Action Call)> Make);

namespace Carousel.Jobs.Tests.Streaming;

/// <summary>A stream that has ended reports that for every call, and reads nothing of a line.</summary>
public sealed class EndedStreamTests(EndedStreamTests.Models models) : IClassFixture<EndedStreamTests.Models>
{
    private static readonly string _text = string.Concat(Enumerable.Range(0, 900)
        .Select(i => $"The old whale swims {i % 7} miles.\n"));

    private static readonly Ask[] _table =
    [
        Of("Take", m => new ForecastStream(m.Forecaster), s => s.Take("1", 1)),
        Of("Begin", m => new ForecastStream(m.Forecaster), s => s.Begin(Tiny.Daily(Tiny.Wave(20)))),
        Of("Learn", m => new ForecastStream(m.Forecaster), s => s.Learn()),
        Of("SaveCheckpoint", m => new ForecastStream(m.Forecaster), s => s.SaveCheckpoint("nowhere")),
        Of("Resume", m => new ForecastStream(m.Forecaster), s => s.Resume("nowhere")),
        Of("Take", m => m.Network.NewStream("lines", new ReadOptions()), s => s.Take("1,2", 1)),
        Of("Take a blank", m => m.Network.NewStream("lines", new ReadOptions()), s => s.Take("", 1)),
        Of("Take", m => new ChannelStream(m.Backend, 20, "lines"), s => s.Take("1,2", 1)),
        Of("SaveCheckpoint", m => new ChannelStream(m.Backend, 20, "lines"), s => s.SaveCheckpoint("nowhere")),
        Of("Resume", m => new ChannelStream(m.Backend, 20, "lines"), s => s.Resume("nowhere")),
        Of("Take", m => new ChannelDetector(m.Backend, 1, 20), d => d.Take(null, [1])),
        Of("Hear", m => m.Language.NewGenerator(new GenerationOptions()), s => s.Hear([])),
        Of("Next", m => m.Language.NewGenerator(new GenerationOptions()), s => s.Next()),
        Of("Say", m => m.Language.NewGenerator(new GenerationOptions()), s => s.Say([1], 1, TextWriter.Null, default)),
        Of("Reset", m => m.Language.NewGenerator(new GenerationOptions()), s => s.Reset()),
        Of("Push", m => new TranscriptionStream(m.Speech.Model, 4000), s => s.Push([])),
        Of("Finish", m => new TranscriptionStream(m.Speech.Model, 4000), s => s.Finish()),
    ];

    public static TheoryData<string, string> Calls => [.. _table.Select(c => (c.Type, c.Call))];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_IsRefused_WhenTheStreamHasEnded(string type, string call)
    {
        (IDisposable ended, Action ask) = _table.Single(c => c.Type == type && c.Call == call).Make(models);
        ended.Dispose();
        ended.Dispose();

        Assert.Contains(type, Assert.Throws<ObjectDisposedException>(ask).ObjectName, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_HoldsEveryPublicTypeThatGoesOn() =>
        Assert.Subset(
            _table.Select(c => c.Type).ToHashSet(),
            EndedObjects.In(
                typeof(IStreamingModel).Assembly, typeof(SeriesModels).Assembly, typeof(TextModels).Assembly,
                typeof(MediaModels).Assembly, typeof(Carousel.Genomes.GenomeModels).Assembly).ToHashSet());

    private static Ask Of<T>(string name, Func<Models, T> make, Action<T> call)
        where T : IDisposable => (typeof(T).Name, name, models => Bound(make(models), call));

    private static (IDisposable Ended, Action Call) Bound<T>(T ended, Action<T> call)
        where T : IDisposable => (ended, () => call(ended));

    /// <summary>One small model of each kind, fitted once.</summary>
    public sealed class Models : IAsyncLifetime
    {
        internal CpuBackend Backend { get; } = new(1);

        internal Forecaster Forecaster { get; } = Tiny.Fit(Tiny.Daily(Tiny.Wave(120)), Tiny.Options());

        internal NetworkModel Network { get; } =
            NetworkModel.Draw(
                new NetworkDesign([new(NetworkLayerKind.Gru, 2, 4), new(NetworkLayerKind.Dense, 4, 2)]), seed: 1,
                threads: 1);

        internal CausalModel Speech { get; } = new();

        internal LanguageModel Language { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Speech.InitializeAsync();
            var options = new LanguageOptions
            {
                Units = UnitKind.Characters,
                Fit = new FitOptions { Hidden = 8, Layers = 1, Epochs = 1, Batch = 8, Threads = 1 },
                Length = 16,
                Sample = 20,
            };
            Language = (await LanguagePlan.Make(LanguageText.Of(_text[..2000], "whale.txt"), options)
                .FitAsync(new FitRun(), CancellationToken.None)).Model;
        }

        public async ValueTask DisposeAsync()
        {
            await Speech.DisposeAsync();
            Language.Dispose();
            Network.Dispose();
            Forecaster.Dispose();
            Backend.Dispose();
        }
    }
}
