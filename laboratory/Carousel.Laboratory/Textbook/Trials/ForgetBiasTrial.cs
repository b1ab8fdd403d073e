using Carousel.Autograd;
using Carousel.Laboratory.Textbook.ForgetBias;
using Carousel.Laboratory.Textbook.Lag;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// The error over training with forget gates that begin open, by that with gates that begin half open.
/// </summary>
internal sealed class ForgetBiasTrial : StatementTrial
{
    private const int Lag = 40;

    private static readonly LagSettings _settings = new(MostSequences: 16_000);

    /// <inheritdoc/>
    public override int Number => 7;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        double Area(int task, float bias, int place) =>
            new BiasCase(LagTask.All[task], bias, Lag, seed)
                .Area(_settings, backend, share => progress((place + share) / 4), cancellation);
        return new Dictionary<string, double>
        {
            ["adding_open_over_half_open"] = Area(0, 1, 0) / Area(0, 0, 1),
            ["order_open_over_half_open"] = Area(2, 1, 2) / Area(2, 0, 3),
        };
    }
}
