using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Gradient;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// An error over a hundred steps of a linear recurrent unit and of a cell with a constant forget gate.
/// </summary>
internal sealed class PowersTrial : StatementTrial
{
    private const int Steps = 100;

    /// <inheritdoc/>
    public override int Number => 8;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        double simple = LinearCells.Elman(Steps), gated = LinearCells.Lstm(Steps);
        return new Dictionary<string, double>
        {
            ["simple_off_its_power"] = Math.Abs((simple / Math.Pow(LinearCells.Radius, Steps - 1)) - 1),
            ["cell_off_its_power"] = Math.Abs((gated / Math.Pow(LinearCells.Forget, Steps - 1)) - 1),
            ["cell_over_simple"] = gated / simple,
        };
    }
}
