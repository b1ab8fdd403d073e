using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels.Primitives;

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
internal static class Widths
{
    /// <summary>Runs a work on the widest vectors.</summary>
    /// <param name="work">A struct, so that the choice is made when the call is compiled.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TWork>(TWork work)
        where TWork : struct, IWidthWork
    {
        if (Vector512.IsHardwareAccelerated)
        {
            work.Run<Vector512<float>, Lanes512>();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            work.Run<Vector256<float>, Lanes256>();
        }
        else
        {
            work.Run<Vector128<float>, Lanes128>();
        }
    }

    /// <summary>The same over the buffers of a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TWork, TCall>(TWork work, in TCall call)
        where TWork : struct, IWidthWork<TCall>
        where TCall : allows ref struct
    {
        if (Vector512.IsHardwareAccelerated)
        {
            work.Run<Vector512<float>, Lanes512>(call);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            work.Run<Vector256<float>, Lanes256>(call);
        }
        else
        {
            work.Run<Vector128<float>, Lanes128>(call);
        }
    }
}
