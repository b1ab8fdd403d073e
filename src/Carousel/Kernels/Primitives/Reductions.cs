using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Sums and largest values: value i goes to lane i mod 64, and the 64 lanes are joined by one fixed tree. The same bits
/// on every width.
/// </summary>
/// <remarks>
/// 64 lanes are four vectors of 512 bits, so the order costs the widest machine nothing; narrower ones pass over the
/// values more than once.
/// </remarks>
internal static unsafe class Reductions
{
    /// <summary>Virtual lanes.</summary>
    internal const int Lanes = 64;

    private interface IFold
    {
        static abstract float Start { get; }

        static abstract V Take<V, O>(V sum, V a, V b)
            where O : ILanes<V>;

        static abstract V Join<V, O>(V left, V right)
            where O : ILanes<V>;
    }

    /// <summary>Σ x; 0 for none.</summary>
    public static float Sum(ReadOnlySpan<float> x) => Reduce<SumFold>(x, x);

    /// <summary>Σ a·b, each product and its addition rounded once.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ShapeException.Require(b, a.Length);
        return Reduce<DotFold>(a, b);
    }

    /// <summary>Σ x².</summary>
    public static float SumOfSquares(ReadOnlySpan<float> x) => Reduce<DotFold>(x, x);

    /// <summary>The largest value; −∞ for none. NaN is ignored.</summary>
    public static float Max(ReadOnlySpan<float> x) => Reduce<MaxFold>(x, x);

    private static float Reduce<F>(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        where F : struct, IFold
    {
        fixed (float* pa = a, pb = b)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                return Reduce<Vector512<float>, Lanes512, F>(pa, pb, a.Length);
            }

            return Vector256.IsHardwareAccelerated
                ? Reduce<Vector256<float>, Lanes256, F>(pa, pb, a.Length)
                : Reduce<Vector128<float>, Lanes128, F>(pa, pb, a.Length);
        }
    }

    /// <summary>Σ x on one width, for the test of equal bits.</summary>
    internal static float Sum<V, O>(ReadOnlySpan<float> x)
        where O : ILanes<V>
    {
        fixed (float* p = x)
        {
            return Reduce<V, O, SumFold>(p, p, x.Length);
        }
    }

    /// <summary>Σ a·b on one width, for the test of equal bits.</summary>
    internal static float Dot<V, O>(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        where O : ILanes<V>
    {
        fixed (float* pa = a, pb = b)
        {
            return Reduce<V, O, DotFold>(pa, pb, a.Length);
        }
    }

    /// <summary>The largest value on one width, for the test of equal bits.</summary>
    internal static float Max<V, O>(ReadOnlySpan<float> x)
        where O : ILanes<V>
    {
        fixed (float* p = x)
        {
            return Reduce<V, O, MaxFold>(p, p, x.Length);
        }
    }

    /// <summary>Σ x on one width, for kernels that have chosen it for many short rows.</summary>
    /// <param name="x">[n].</param>
    /// <param name="n">How many.</param>
    /// <returns>The sum, bit for bit as <see cref="Sum(ReadOnlySpan{float})"/>.</returns>
    internal static float Sum<V, O>(float* x, int n)
        where O : ILanes<V>
        => Reduce<V, O, SumFold>(x, x, n);

    /// <summary>The largest value on one width, for kernels that have chosen it for many short rows.</summary>
    /// <inheritdoc cref="Sum{V, O}(float*, int)"/>
    internal static float Max<V, O>(float* x, int n)
        where O : ILanes<V>
        => Reduce<V, O, MaxFold>(x, x, n);

    /// <summary>ln Σ eˣ.</summary>
    /// <param name="x">[n].</param>
    /// <param name="work">[n], overwritten.</param>
    /// <param name="n">n.</param>
    internal static float LogSum<V, O>(float* x, float* work, int n)
        where O : ILanes<V>
    {
        float peak = Max<V, O>(x, n);
        ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(peak), x, x, x, work, n);
        return peak + Elementary.Log(Sum<V, O>(work, n));
    }

    /// <summary>Σ a·b where the whole blocks of 64 values are in the lanes already: the rest, and the tree.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="n">How many.</param>
    /// <param name="lanes">[64], overwritten.</param>
    /// <returns>The sum, bit for bit as <see cref="Dot(ReadOnlySpan{float}, ReadOnlySpan{float})"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float FinishDot<V, O>(float* a, float* b, int n, float* lanes)
        where O : ILanes<V>
    {
        int whole = n & -Lanes;
        if (whole < n)
        {
            AccumulateRest<V, O, DotFold>(a + whole, b + whole, n - whole, lanes);
        }

        return Join<V, O, DotFold>(lanes, n);
    }

    [SkipLocalsInit]
    private static float Reduce<V, O, F>(float* a, float* b, int n)
        where O : ILanes<V>
        where F : struct, IFold
    {
        float* lanes = stackalloc float[Lanes];
        int whole = n & -Lanes;
        for (int first = 0; first < Lanes; first += 4 * O.Count)
        {
            Accumulate<V, O, F>(a, b, first, whole, lanes);
        }

        AccumulateRest<V, O, F>(a + whole, b + whole, n - whole, lanes);
        return Join<V, O, F>(lanes, n);
    }

    /// <summary>Four vectors of lanes over all whole blocks of 64 values.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate<V, O, F>(float* a, float* b, int first, int whole, float* lanes)
        where O : ILanes<V>
        where F : struct, IFold
    {
        V s0 = O.Broadcast(F.Start), s1 = s0, s2 = s0, s3 = s0;
        int c = O.Count;
        for (int i = first; i < whole; i += Lanes)
        {
            s0 = F.Take<V, O>(s0, O.Load(a + i), O.Load(b + i));
            s1 = F.Take<V, O>(s1, O.Load(a + i + c), O.Load(b + i + c));
            s2 = F.Take<V, O>(s2, O.Load(a + i + (2 * c)), O.Load(b + i + (2 * c)));
            s3 = F.Take<V, O>(s3, O.Load(a + i + (3 * c)), O.Load(b + i + (3 * c)));
        }

        O.Store(s0, lanes + first);
        O.Store(s1, lanes + first + c);
        O.Store(s2, lanes + first + (2 * c));
        O.Store(s3, lanes + first + (3 * c));
    }

    /// <summary>The values after the last whole block. Lanes without a value are not changed and never get a
    /// zero.</summary>
    private static void AccumulateRest<V, O, F>(float* a, float* b, int rest, float* lanes)
        where O : ILanes<V>
        where F : struct, IFold
    {
        int i = 0;
        for (; i + O.Count <= rest; i += O.Count)
        {
            O.Store(F.Take<V, O>(O.Load(lanes + i), O.Load(a + i), O.Load(b + i)), lanes + i);
        }

        for (; i < rest; i++)
        {
            lanes[i] = F.Take<Vector128<float>, Lanes128>(
                Vector128.CreateScalar(lanes[i]), Vector128.CreateScalar(a[i]), Vector128.CreateScalar(b[i]))
                    .ToScalar();
        }
    }

    /// <summary>Lane l with lane l + 32, then 16, 8, 4, 2, 1.</summary>
    /// <remarks>
    /// If the upper half of a level got no value it is skipped: it is 0 (or −∞), and no lane is −0, so the bits
    /// are the same.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Join<V, O, F>(float* lanes, int n)
        where O : ILanes<V>
        where F : struct, IFold
    {
        int half = Lanes / 2;
        for (; half >= O.Count; half /= 2)
        {
            for (int l = 0; l < half && half < n; l += O.Count)
            {
                O.Store(F.Join<V, O>(O.Load(lanes + l), O.Load(lanes + l + half)), lanes + l);
            }
        }

        for (; half >= Lanes128.Count; half /= 2)
        {
            for (int l = 0; l < half && half < n; l += Lanes128.Count)
            {
                Lanes128.Store(
                    F.Join<Vector128<float>, Lanes128>(Lanes128.Load(lanes + l), Lanes128.Load(lanes + l + half)),
                    lanes + l);
            }
        }

        Vector128<float> even = F.Join<Vector128<float>, Lanes128>(
            Vector128.CreateScalar(lanes[0]), Vector128.CreateScalar(lanes[2]));
        Vector128<float> odd = F.Join<Vector128<float>, Lanes128>(
            Vector128.CreateScalar(lanes[1]), Vector128.CreateScalar(lanes[3]));
        return F.Join<Vector128<float>, Lanes128>(even, odd).ToScalar();
    }

    /// <summary>
    /// The last two levels of the tree for four sums at once: of each, lane l with lane l + 2, then the two.
    /// </summary>
    /// <param name="a">Four lanes of the first sum.</param>
    /// <param name="b">Of the second.</param>
    /// <param name="c">Of the third.</param>
    /// <param name="d">Of the fourth.</param>
    /// <param name="sums">[count], overwritten.</param>
    /// <param name="count">How many of them are wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void JoinFours(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* sums, int count)
    {
        if (!Sse.IsSupported || count == 1)
        {
            for (int i = 0; i < count; i++)
            {
                Vector128<float> four = i switch { 0 => a, 1 => b, 2 => c, _ => d };
                sums[i] = four[0] + four[2] + (four[1] + four[3]);
            }

            return;
        }

        Vector128<float> ab = Sse.MoveLowToHigh(a, b) + Sse.MoveHighToLow(b, a),
            cd = Sse.MoveLowToHigh(c, d) + Sse.MoveHighToLow(d, c);
        Vector128<float> joined = Sse.Shuffle(ab, cd, 0x88) + Sse.Shuffle(ab, cd, 0xDD);
        if (count == 4)
        {
            joined.Store(sums);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                sums[i] = joined[i];
            }
        }
    }

    private readonly struct SumFold : IFold
    {
        public static float Start => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFold.Take<V, O>(V sum, V a, V b)
            => O.Add(sum, a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFold.Join<V, O>(V left, V right)
            => O.Add(left, right);
    }

    private readonly struct DotFold : IFold
    {
        public static float Start => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFold.Take<V, O>(V sum, V a, V b)
            => O.MultiplyAdd(a, b, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFold.Join<V, O>(V left, V right)
            => O.Add(left, right);
    }

    private readonly struct MaxFold : IFold
    {
        public static float Start => float.NegativeInfinity;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFold.Take<V, O>(V sum, V a, V b)
            => O.SelectLess(sum, a, a, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFold.Join<V, O>(V left, V right)
            => O.SelectLess(left, right, right, left);
    }
}
