using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Capacity;
using Carousel.Laboratory.Textbook.Physics;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// A carrying capacity that its population wears down: by a cell set by hand, and by networks fitted to made data, in
/// which the share that is left falls or does not.
/// </summary>
internal sealed class CapacityTrial : StatementTrial
{
    /// <inheritdoc/>
    public override int Number => 21;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        CapacityFit Fit(CapacityKind kind)
        {
            var fit = new CapacityFit(kind, seed, backend, cancellation);
            progress(((int)kind + 1.0) / 3);
            return fit;
        }

        CapacityFit worn = Fit(CapacityKind.WornDown);
        return new Dictionary<string, double>
        {
            ["by_hand_error"] = CarryingCapacity.Error(),
            ["one_step_error"] = worn.Error(isFree: false),
            ["free_running_error"] = worn.Error(isFree: true),
            ["gate_falls"] = worn.Fall(),
            ["gate_falls_same_share"] = Fit(CapacityKind.SameShare).Fall(),
            ["gate_falls_constant"] = Fit(CapacityKind.Constant).Fall(),
        };
    }
}
