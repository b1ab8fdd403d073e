using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// A minimal LSTM, h = (f⊙h₋ + i⊙g) / (f + i) with f = σ(W_f x + b_f), i = σ(W_i x + b_i) and g = W_g x + b_g.
/// Twin:
/// MinLstmEquations. Derivation: docs/derivations/gru.md.
/// </summary>
/// <remarks>
/// Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024. Keeps f, i and g. Gates are held above 1e-30, so that two shut
/// ones still have a share each.
/// </remarks>
internal readonly unsafe struct MinLstmCell : IScanCell<MinLstmCell>
{
    /// <summary>1 / the least gate.</summary>
    private const float Most = 1e30f;

    /// <inheritdoc/>
    public static int Gates => 3;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<V, O>(in ScanUnits units)
        where O : ILanes<V>
    {
        float* gates = units.Gates;
        nint plane = units.Plane;
        V one = O.Broadcast(1);
        V f = Gate<V, O>(O.Load(gates)), i = Gate<V, O>(O.Load(gates + plane));
        O.Store(f, gates);
        O.Store(i, gates + plane);
        V share = O.Divide(one, O.Add(f, i));
        V taken = O.Multiply(O.Multiply(i, share), O.Load(gates + (2 * plane)));
        O.Store(O.MultiplyAdd(O.Multiply(f, share), O.Load(units.Before), taken), units.H);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<V, O>(in ScanUnits units)
        where O : ILanes<V>
    {
        float* gates = units.Gates;
        nint plane = units.Plane;
        V one = O.Broadcast(1), d = O.Load(units.DH);
        V f = O.Load(gates), i = O.Load(gates + plane);
        V share = O.Divide(one, O.Add(f, i));
        V keep = O.Multiply(f, share), take = O.Multiply(i, share);
        V taken = O.Multiply(d, take);

        // What one gate gains the other loses.
        V moved = O.Multiply(
            O.Multiply(taken, keep), O.Subtract(O.Load(units.Before), O.Load(gates + (2 * plane))));
        O.Store(O.Multiply(moved, O.Subtract(one, f)), gates);
        O.Store(O.Multiply(moved, O.Subtract(i, one)), gates + plane);
        O.Store(taken, gates + (2 * plane));
        O.Store(O.MultiplyAdd(d, keep, O.Load(units.DBefore)), units.DBefore);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Gate<V, O>(V a)
        where O : ILanes<V>
        => O.Divide(
            O.Broadcast(1), O.AtMost(Activations.LogisticDenominator<V, O>(a), O.Broadcast(Most)));
}
