using System.Reflection;
using Carousel.Autograd;
using Carousel.Inspection;
using Carousel.Inspection.Probes;
using Carousel.Kernels;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Tests.Safety;

/// <summary>The entries through which the rest of the library, and callers by it, reach unsafe code.</summary>
internal static class HostileEntries
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Types whose public members are entries; of the backend, which no other type derives from, the
    /// internal calls too.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        typeof(CpuBackend), typeof(Tensor), typeof(HostStorage), typeof(StepTable), typeof(CounterRandom),
        typeof(QuantizedMatrix), typeof(AdamKernel), typeof(ClipKernel), typeof(RmsPropKernel), typeof(SgdKernel),
        typeof(Likelihood),
    ];

    /// <summary>
    /// Types that use unsafe code on memory that they allocate: threads on their caller's frame, hashes on the bytes
    /// read, two looks inside on internal buffers, arrays of several dimensions on all of their values.
    /// </summary>
    public static IReadOnlyList<Type> Others { get; } =
    [
        typeof(Workers), typeof(PieceHashes), typeof(FlowRows), typeof(FoldMoments), typeof(SequenceArrays),
    ];

    /// <summary>Runners of recurrent layers, which only the backend's entries can reach.</summary>
    public static IReadOnlyList<Type> Runners { get; } =
    [
        typeof(ForwardRunner), typeof(BackwardRunner), typeof(HiddenForward<>), typeof(HiddenBackward<>),
        typeof(ScanForward<>), typeof(ScanBackward<>), typeof(MatrixForward<>), typeof(MatrixBackward<>),
        typeof(LstmForward<>), typeof(LstmBackward), typeof(LstmVariantForward), typeof(LstmVariantBackward),
    ];

    /// <summary>They take no buffer, or end the object for the calls after them. A single step of a stream, which
    /// passes its tensors by reference, is left too: the same step is drawn with tensors by value.</summary>
    private static readonly string[] _left =
    [
        "Dispose", "Run", "ToString", "Equals", "GetHashCode", "Deconstruct", "Invalidate",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MethodBase> All { get; } =
    [
        .. Types
            .SelectMany(
                t =>
                    t.GetMethods(Declared).Cast<MethodBase>()
                        .Concat(t == typeof(CpuBackend) ? [] : t.GetConstructors(Declared)))
            .Where(
                m => IsEntry(m) && !_left.Contains(m.Name) && !m.Name.StartsWith("op_", StringComparison.Ordinal)
                    && !m.IsGenericMethod && !m.GetParameters().Any(
                        p => p.ParameterType.IsByRef && !HostileCall.IsCall(p.ParameterType))),
    ];

    /// <summary>Whether it has to stand whatever it is handed.</summary>
    public static bool IsEntry(MethodBase method) =>
        Types.Contains(method.DeclaringType!)
            && (method.IsPublic || (method is { IsAssembly: true, IsVirtual: true }
                && method.DeclaringType == typeof(CpuBackend)));
}
