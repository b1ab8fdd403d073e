using Carousel.Kernels;

namespace Carousel.Tests.Kernels;

/// <summary>A kernel's work in lanes that a test chooses, where the product takes the widest.</summary>
internal static class WidthWork
{
    public static void Run<V, O>(this IWidthWork work)
        where O : ILanes<V> => work.Run<V, O>();

    public static void Run<V, O>(this IWidthWork<CellSpans> work, in CellSpans call)
        where O : ILanes<V> => work.Run<V, O>(call);

    public static void Run<V, O>(this IWidthWork<CrossAttentionSpans> work, in CrossAttentionSpans call)
        where O : ILanes<V> => work.Run<V, O>(call);
}
