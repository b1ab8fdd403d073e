using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>A computation whose one source serves every width of vectors.</summary>
internal interface IWidthWork
{
    /// <summary>Computes with vectors of one width.</summary>
    void Run<V, O>()
        where O : ILanes<V>;
}

/// <summary>A computation over what a kernel is called with.</summary>
/// <typeparam name="TCall">The buffers of a call.</typeparam>
internal interface IWidthWork<TCall>
    where TCall : allows ref struct
{
    /// <summary>Computes with vectors of one width.</summary>
    void Run<V, O>(in TCall call)
        where O : ILanes<V>;
}

/// <summary>Chooses the widest vectors that the processor has.</summary>
/// <remarks>
/// Works are structs, so that the choice is made when a call is compiled, and run in place: a copy costs a step of a
/// small layer some nanoseconds.
/// </remarks>
internal static class Widths
{
    /// <summary>Runs a work on the widest vectors.</summary>
    /// <param name="work">Not changed by its run.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TWork>(in TWork work)
        where TWork : struct, IWidthWork
    {
        ref TWork own = ref Unsafe.AsRef(in work);
        if (Vector512.IsHardwareAccelerated)
        {
            own.Run<Vector512<float>, Lanes512>();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            own.Run<Vector256<float>, Lanes256>();
        }
        else
        {
            own.Run<Vector128<float>, Lanes128>();
        }
    }

    /// <summary>The same over the buffers of a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TWork, TCall>(in TWork work, in TCall call)
        where TWork : struct, IWidthWork<TCall>
        where TCall : allows ref struct
    {
        ref TWork own = ref Unsafe.AsRef(in work);
        if (Vector512.IsHardwareAccelerated)
        {
            own.Run<Vector512<float>, Lanes512>(call);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            own.Run<Vector256<float>, Lanes256>(call);
        }
        else
        {
            own.Run<Vector128<float>, Lanes128>(call);
        }
    }
}
