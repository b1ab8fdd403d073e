namespace Carousel.Kernels;

/// <summary>
/// A cell whose inputs are multiplied in one product over time; what is left is a recurrence of each unit by itself, or
/// of the units of a head. What <see cref="ScanLoops"/> runs over steps.
/// </summary>
/// <remarks>A struct, so that each loop is compiled for its cell and no call costs more than one written out.</remarks>
/// <typeparam name="TSelf">The cell.</typeparam>
internal interface IScanCell<TSelf>
    where TSelf : struct, IScanCell<TSelf>
{
    /// <summary>Rows of W and b for each unit.</summary>
    static abstract int Gates { get; }

    /// <summary>Values that a unit holds beside h.</summary>
    static virtual int Rest => 0;

    /// <summary>Whether the gates ask the states before, too: those of the units of the same head.</summary>
    static virtual bool IsRecurrent => false;

    /// <summary>The next state of a vector of units.</summary>
    /// <param name="units">Where they lie.</param>
    static abstract void Forward<V, O>(in ScanUnits units)
        where O : ILanes<V>;

    /// <summary>The gradients of a vector of units.</summary>
    /// <param name="units">Where they lie.</param>
    static abstract void Backward<V, O>(in ScanUnits units)
        where O : ILanes<V>;

    /// <summary>A gate as it acts, from what is kept of a unit.</summary>
    /// <param name="gate">Which.</param>
    /// <param name="value">What is kept in its place.</param>
    /// <param name="first">What is kept in the place of the first gate.</param>
    static virtual float Shown(int gate, float value, float first) => value;
}
