using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>a + b.</summary>
internal readonly struct AddMap : IElementMap
{
    public static int Inputs => 2;

    public static bool ReadsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Add(a, b);
}

/// <summary>a · b.</summary>
internal readonly struct ProductMap : IElementMap
{
    public static int Inputs => 2;

    public static bool ReadsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Multiply(a, b);
}

/// <summary>y + a · b.</summary>
internal readonly struct AddProductMap : IElementMap
{
    public static int Inputs => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.MultiplyAdd(a, b, y);
}

/// <summary>a · factor.</summary>
internal readonly struct ScaleMap(float factor) : IElementMap
{
    public static int Inputs => 1;

    public static bool ReadsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Multiply(a, O.Broadcast(factor));
}

/// <summary>y + factor · a.</summary>
internal readonly struct AddScaledMap(float factor) : IElementMap
{
    public static int Inputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.MultiplyAdd(O.Broadcast(factor), a, y);
}

/// <summary>a + ln b.</summary>
internal readonly struct AddLogMap : IElementMap
{
    public static int Inputs => 2;

    public static bool ReadsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Add(a, Elementary.Log<V, O>(b));
}

/// <summary>e^(a − shift).</summary>
internal readonly struct ShiftedExpMap(float shift) : IElementMap
{
    public static int Inputs => 1;

    public static bool ReadsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => Elementary.Exp<V, O>(O.Subtract(a, O.Broadcast(shift)));
}

/// <summary>a + shift.</summary>
internal readonly struct ShiftMap(float shift) : IElementMap
{
    public static int Inputs => 1;

    public static bool ReadsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Add(a, O.Broadcast(shift));
}

/// <summary>y = a / divisor.</summary>
internal readonly struct DivideMap(float divisor) : IElementMap
{
    public static int Inputs => 1;

    public static bool ReadsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Divide(a, O.Broadcast(divisor));
}
