using System.Runtime.Intrinsics;
using Carousel.Kernels;

namespace Carousel.Laboratory.Textbook.Online;

/// <summary>
/// Four lanes that count the operations on vectors that a thread asks for: run instead of <see cref="Lanes128"/>, they
/// measure how much arithmetic the networks' code does. Loads, stores and constants are not counted.
/// </summary>
internal readonly unsafe struct CountedLanes : ILanes<Vector128<float>>
{
    [ThreadStatic]
    private static long _operations;

    /// <summary>Operations of this thread so far, a product with a sum being one.</summary>
    public static long Operations => _operations;

    public static int Count => Lanes128.Count;

    public static Vector128<float> Zero => Lanes128.Zero;

    public static Vector128<float> Load(float* p) => Lanes128.Load(p);

    public static void Store(Vector128<float> v, float* p) => Lanes128.Store(v, p);

    public static Vector128<float> Broadcast(float x) => Lanes128.Broadcast(x);

    public static Vector128<float> LoadWhole(int* p) => Lanes128.LoadWhole(p);

    public static void StoreBytes(Vector128<float> whole, byte* p) => Lanes128.StoreBytes(whole, p);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Counted(Lanes128.MultiplyAdd(a, b, c));

    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) =>
        Counted(Lanes128.Add(a, b));

    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) =>
        Counted(Lanes128.Subtract(a, b));

    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) =>
        Counted(Lanes128.Multiply(a, b));

    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) =>
        Counted(Lanes128.Divide(a, b));

    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b) =>
        Counted(Lanes128.Min(a, b));

    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) =>
        Counted(Lanes128.Max(a, b));

    public static Vector128<float> AtMost(Vector128<float> a, Vector128<float> limit) =>
        Counted(Lanes128.AtMost(a, limit));

    public static Vector128<float> AtLeast(Vector128<float> a, Vector128<float> limit) =>
        Counted(Lanes128.AtLeast(a, limit));

    public static Vector128<float> SquareRoot(Vector128<float> a) =>
        Counted(Lanes128.SquareRoot(a));

    public static Vector128<float> Round(Vector128<float> a) =>
        Counted(Lanes128.Round(a));

    public static Vector128<float> PowerOfTwo(Vector128<float> whole) =>
        Counted(Lanes128.PowerOfTwo(whole));

    public static Vector128<float> PowerOfSum(Vector128<float> sum) =>
        Counted(Lanes128.PowerOfSum(sum));

    public static Vector128<float> Fraction(Vector128<float> t, Vector128<float> sum) =>
        Counted(Lanes128.Fraction(t, sum));

    public static Vector128<float> Exponent(Vector128<float> a) =>
        Counted(Lanes128.Exponent(a));

    public static Vector128<float> Significand(Vector128<float> a) =>
        Counted(Lanes128.Significand(a));

    public static Vector128<float> Absolute(Vector128<float> a) =>
        Counted(Lanes128.Absolute(a));

    public static Vector128<float> CopySign(Vector128<float> a, Vector128<float> sign) =>
        Counted(Lanes128.CopySign(a, sign));

    public static Vector128<float> SelectLess(
        Vector128<float> a, Vector128<float> b, Vector128<float> yes, Vector128<float> no) =>
        Counted(Lanes128.SelectLess(a, b, yes, no));

    public static Vector128<float> SelectEqual(
        Vector128<float> a, Vector128<float> b, Vector128<float> yes, Vector128<float> no) =>
        Counted(Lanes128.SelectEqual(a, b, yes, no));

    public static Vector128<float> FoldToFour(Vector128<float> a) =>
        Counted(Lanes128.FoldToFour(a));

    private static Vector128<float> Counted(Vector128<float> value)
    {
        _operations++;
        return value;
    }
}
