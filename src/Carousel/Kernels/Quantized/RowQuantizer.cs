using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// A row of activations to 8 bits and one scale: scale = max |a| / 127, q = a·(127 / max |a|) rounded to the nearest,
/// ties to even.
/// </summary>
/// <remarks>
/// Written as q + 128, which is what <see cref="ByteProduct"/> reads. A row of zeros, or one so small that 127 / max
/// |a| is infinite, has q = 0 and the scale 0;
/// a row with an infinite value or NaN has q = 0 and the scale NaN, so that all that follows from it is NaN. The width
/// of the vectors does not show in the bytes.
/// </remarks>
internal static unsafe class RowQuantizer
{
    private const float Largest = 127;

    /// <summary>The byte for zero.</summary>
    private const byte Zero = 128;

    /// <summary>Bytes of a row: whole groups, and room for the last whole vector.</summary>
    /// <param name="inputs">Values of the row.</param>
    public static int RowBytes(int inputs) => (inputs + 63) & -64;

    /// <summary>Quantises a row. Two leaves: the largest, then the bytes.</summary>
    /// <param name="a">[K].</param>
    /// <param name="K">Values.</param>
    /// <param name="q">[RowBytes(K)], overwritten.</param>
    /// <returns>The scale.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Quantize<V, O>(float* a, int K, byte* q)
        where O : ILanes<V>
    {
        float largest = LargestOf<V, O>(a, K, (float*)q);
        float inverse = Largest / largest;
        if (!float.IsFinite(largest) || !float.IsFinite(inverse))
        {
            new Span<byte>(q, RowBytes(K)).Fill(Zero);
            return float.IsFinite(largest) ? 0 : float.NaN;
        }

        WriteBytes<V, O>(a, K, inverse, q);
        return largest / Largest;
    }

    /// <summary>max |a|; NaN where there is one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float LargestOf<V, O>(float* a, int K, float* room)
        where O : ILanes<V>
    {
        if (K < O.Count)
        {
            return O.Count > Lanes128.Count && K >= Lanes128.Count
                ? LargestOf<Vector128<float>, Lanes128>(a, K, room)
                : LargestOfFew(a, K);
        }

        V most = O.Zero, other = O.Zero;
        for (int k = 0; k <= K - (2 * O.Count); k += 2 * O.Count)
        {
            most = O.Max(most, O.Absolute(O.Load(a + k)));
            other = O.Max(other, O.Absolute(O.Load(a + k + O.Count)));
        }

        // The last two vectors may look at values again.
        other = O.Max(other, O.Absolute(O.Load(a + Math.Max(0, K - (2 * O.Count)))));
        O.Store(O.Max(most, O.Max(other, O.Absolute(O.Load(a + K - O.Count)))), room);
        Vector128<float> four = Vector128.Load(room);
        for (int lane = Lanes128.Count; lane < O.Count; lane += Lanes128.Count)
        {
            four = Vector128.Max(four, Vector128.Load(room + lane));
        }

        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    private static float LargestOfFew(float* a, int K)
    {
        float largest = 0;
        for (int k = 0; k < K; k++)
        {
            largest = Math.Max(largest, Math.Abs(a[k]));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void WriteBytes<V, O>(float* a, int K, float inverse, byte* q)
        where O : ILanes<V>
    {
        if (O.Count > Lanes128.Count && K < O.Count && K >= Lanes128.Count)
        {
            WriteBytes<Vector128<float>, Lanes128>(a, K, inverse, q);
            return;
        }

        V factor = O.Broadcast(inverse), least = O.Broadcast(-Largest), most = O.Broadcast(Largest),
            zero = O.Broadcast(Zero);
        int k = 0;
        while (k < K && K >= O.Count)
        {
            // The last vector may write bytes again.
            int at = Math.Min(k, K - O.Count);
            V whole = O.Round(O.Multiply(O.Load(a + at), factor));
            O.StoreBytes(O.Add(O.AtMost(O.AtLeast(whole, least), most), zero), q + at);
            k = at + O.Count;
        }

        for (; k < K; k++)
        {
            q[k] = (byte)(Math.Clamp(MathF.Round(a[k] * inverse, MidpointRounding.ToEven), -Largest, Largest) + Zero);
        }

        for (; k % ByteProduct.GroupSize != 0; k++)
        {
            q[k] = Zero;
        }
    }
}
