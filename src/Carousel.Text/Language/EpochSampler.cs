using Carousel.Autograd;
using Carousel.Training;

namespace Carousel.Language;

/// <summary>Lets the model speak after each epoch.</summary>
internal sealed class EpochSampler(LanguagePlan plan, Backend backend, LanguageNetwork network)
    : ITrainingObserver, IDisposable
{
    private const double Temperature = 0.8;

    private Generator? _speaker;

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report)
    {
        if (plan.Sampled is not { } told || plan.Options.Sample == 0)
        {
            return;
        }

        _speaker ??= new Generator(
            backend, new LanguageReader(backend, network, counts: null), plan.Tokenizer,
            new GenerationOptions { Temperature = Temperature, Seed = plan.Fit.Seed });
        _speaker.Reset();
        using var text = new StringWriter();
        _speaker.Say([.. plan.Prime], plan.Options.Sample, text, CancellationToken.None);
        told(report.Record.Epoch, text.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _speaker?.Dispose();
}
