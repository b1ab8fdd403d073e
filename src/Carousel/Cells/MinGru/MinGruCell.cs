using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// A minimal GRU, h = (1 − z)⊙h₋ + z⊙g with z = σ(W_z x + b_z) and g = W_g x + b_g. Twin: MinGruEquations.
/// Derivation: docs/derivations/gru.md.
/// </summary>
/// <remarks>Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024. Keeps z and g.</remarks>
internal readonly unsafe struct MinGruCell : IScanCell<MinGruCell>
{
    /// <inheritdoc/>
    public static int Gates => 2;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<V, O>(in ScanUnits units)
        where O : ILanes<V>
    {
        float* gates = units.Gates;
        nint plane = units.Plane;
        V z = Activations.Logistic<V, O>(O.Load(gates));
        V keep = O.Subtract(O.Broadcast(1), z);
        O.Store(z, gates);
        O.Store(O.MultiplyAdd(keep, O.Load(units.Before), O.Multiply(z, O.Load(gates + plane))), units.H);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<V, O>(in ScanUnits units)
        where O : ILanes<V>
    {
        float* gates = units.Gates;
        nint plane = units.Plane;
        V z = O.Load(gates), d = O.Load(units.DH);
        V keep = O.Subtract(O.Broadcast(1), z);
        V kept = O.Multiply(d, keep);
        V dz = O.Multiply(O.Multiply(kept, z), O.Subtract(O.Load(gates + plane), O.Load(units.Before)));
        O.Store(dz, gates);
        O.Store(O.Multiply(d, z), gates + plane);
        O.Store(O.MultiplyAdd(d, keep, O.Load(units.DBefore)), units.DBefore);
    }
}
