using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Speech;

namespace Carousel.Jobs.Tests.Speech.Listening;

/// <summary>A model that hears only what was and knows its three words, fitted once for all tests of a class.</summary>
public sealed class CausalModel : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal Transcriber Model { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        SpeechOptions options = TinySpeech.Options(epochs: 6, isCausal: true);
        options = options with
        {
            Strings = 200,
            ValidationShare = 0,
            Fit = options.Fit with { Hidden = 24, Batch = 1, LearningRate = 0.01 },
        };
        Model = (await TinySpeech.Plan(_folder.File("data"), options)
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
    }

    public ValueTask DisposeAsync()
    {
        Model.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
