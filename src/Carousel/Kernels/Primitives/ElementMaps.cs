using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>a + b.</summary>
internal readonly struct AddMap : IMapTwo
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Add(a, b);
}

/// <summary>a · b.</summary>
internal readonly struct ProductMap : IMapTwo
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Multiply(a, b);
}

/// <summary>y + a · b.</summary>
internal readonly struct AddProductMap : IUpdateByTwo
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.MultiplyAdd(a, b, y);
}

/// <summary>a · factor.</summary>
internal readonly struct ScaleMap(float factor) : IMapOne
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Multiply(a, O.Broadcast(factor));
}

/// <summary>y + factor · a.</summary>
internal readonly struct AddScaledMap(float factor) : IUpdateByOne
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.MultiplyAdd(O.Broadcast(factor), a, y);
}

/// <summary>a + ln b.</summary>
internal readonly struct AddLogMap : IMapTwo
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Add(a, Elementary.Log<V, O>(b));
}

/// <summary>e^(a − shift).</summary>
internal readonly struct ShiftedExpMap(float shift) : IMapOne
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => Elementary.Exp<V, O>(O.Subtract(a, O.Broadcast(shift)));
}

/// <summary>a + shift.</summary>
internal readonly struct ShiftMap(float shift) : IMapOne
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Add(a, O.Broadcast(shift));
}

/// <summary>y = a / divisor.</summary>
internal readonly struct DivideMap(float divisor) : IMapOne
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        => O.Divide(a, O.Broadcast(divisor));
}
