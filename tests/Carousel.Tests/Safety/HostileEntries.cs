using System.Reflection;
using Carousel.Backends;
using Carousel.Execution;
using Carousel.Inspection;
using Carousel.Inspection.Probes;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Tests.Safety;

/// <summary>The public entries through which safe code reaches unsafe code.</summary>
internal static class HostileEntries
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    /// <summary>Types whose public members are entries, beside the kernels'.</summary>
    public static IReadOnlyList<Type> Types { get; } =
        [
            typeof(CpuBackend), typeof(Tensor), typeof(HostStorage), typeof(StepTable), typeof(CounterRandom),
            typeof(QuantisedMatrix),
        ];

    /// <summary>
    /// Types that use unsafe code on what they made themselves: threads on their caller's frame, hashes on the bytes
    /// read, two looks inside on buffers of their own, arrays of several dimensions on all of their values.
    /// </summary>
    public static IReadOnlyList<Type> Others { get; } =
    [
        typeof(Workers), typeof(PieceHashes), typeof(FlowRows), typeof(FoldMoments), typeof(SequenceArrays),
    ];

    /// <summary>What runs a recurrent layer for the backend's entries, which alone reach it.</summary>
    public static IReadOnlyList<Type> Runners { get; } =
    [
        typeof(HiddenForward<>), typeof(HiddenBackward<>), typeof(LstmForward), typeof(LstmBackward),
        typeof(QuantisedLstmForward),
    ];

    /// <summary>They take no buffer, or end the object for the calls after them.</summary>
    private static readonly string[] _left =
    [
        "Dispose", "Run", "ToString", "Equals", "GetHashCode", "Deconstruct", "Invalidate",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MethodBase> All { get; } =
    [
        .. typeof(CpuBackend).Assembly.GetExportedTypes()
            .Where(t => Types.Contains(t) || IsKernel(t))
            .SelectMany(
                t =>
                    t.GetMethods(Declared).Cast<MethodBase>()
                        .Concat(t == typeof(CpuBackend) ? [] : t.GetConstructors()))
            .Where(
                m => !_left.Contains(m.Name) && !m.Name.StartsWith("op_", StringComparison.Ordinal)
                    && !m.IsGenericMethod),
    ];

    /// <summary>Whether a type is a kernel: static, so that all it works on are arguments.</summary>
    public static bool IsKernel(Type type) =>
        type is { IsPublic: true, IsAbstract: true, IsSealed: true }
            && type.Namespace!.StartsWith("Carousel.Kernels.", StringComparison.Ordinal);
}
