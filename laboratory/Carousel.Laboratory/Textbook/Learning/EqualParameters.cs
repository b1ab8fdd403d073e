using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Learning;

/// <summary>Networks of as many parameters as another, so that what differs is how they are made.</summary>
internal static class EqualParameters
{
    /// <summary>The units with which a network is nearest to a number of parameters, read-outs among them.</summary>
    /// <param name="wanted">How many parameters.</param>
    /// <param name="outputSize">O of the read-out.</param>
    /// <param name="most">Most units that are tried.</param>
    /// <param name="core">Makes the layers of some units.</param>
    public static int Units(long wanted, int outputSize, int most, Func<int, SequenceLayer> core) =>
        Enumerable.Range(1, most)
            .MinBy(units => Math.Abs(new TaskNetwork(core(units), outputSize).ParameterCount - wanted));

    /// <summary>The units with which a cell is nearest to another cell in parameters on a task.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="other">The other one.</param>
    /// <param name="otherUnits">Its units.</param>
    /// <param name="task">For the sizes of inputs and outputs.</param>
    public static int Units(CellKind cell, CellKind other, int otherUnits, SequenceTask task)
    {
        SequenceLayer Core(CellKind kind, int units) => kind.ToCell().Make(new(task.InputSize, units));
        long wanted = new TaskNetwork(Core(other, otherUnits), task.OutputSize).ParameterCount;
        return Units(wanted, task.OutputSize, 4 * otherUnits, units => Core(cell, units));
    }
}
