using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// A cell whose gates ask the inputs alone, so that all of them are multiplied in one product over time; what is left
/// is a recurrence of each unit by itself. What <see cref="ScanLoops"/> runs over steps.
/// </summary>
/// <remarks>A struct, so that each loop is compiled for its cell and no call costs more than one written out.</remarks>
/// <typeparam name="TSelf">The cell.</typeparam>
internal unsafe interface IScanCell<TSelf>
    where TSelf : struct, IScanCell<TSelf>
{
    /// <summary>Rows of W and b for each unit.</summary>
    static abstract int Gates { get; }

    /// <summary>The next state of a vector of units.</summary>
    /// <param name="gates">The preactivations, a vector of each gate; overwritten with what Backward needs.</param>
    /// <param name="before">The states before.</param>
    /// <param name="h">Overwritten with the states; may be where those before are.</param>
    /// <param name="plane">Distance of two gates.</param>
    static abstract void Forward<V, O>(float* gates, float* before, float* h, nint plane)
        where V : struct
        where O : ILanes<V>;

    /// <summary>The gradients of a vector of units.</summary>
    /// <param name="gates">As left by Forward; overwritten with ∂loss/∂preactivation.</param>
    /// <param name="before">The states before.</param>
    /// <param name="dh">∂loss/∂h, whole.</param>
    /// <param name="dBefore">That of the states before, added to.</param>
    /// <param name="plane">Distance of two gates.</param>
    static abstract void Backward<V, O>(float* gates, float* before, float* dh, float* dBefore, nint plane)
        where V : struct
        where O : ILanes<V>;
}
