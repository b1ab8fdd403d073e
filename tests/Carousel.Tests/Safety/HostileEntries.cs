using System.Reflection;
using Carousel.Backends;
using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Tests.Safety;

/// <summary>The public entries through which safe code reaches unsafe code.</summary>
internal static class HostileEntries
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Types whose public members are entries, beside the kernels'.</summary>
    private static readonly Type[] _types = [typeof(CpuBackend), typeof(Tensor), typeof(HostStorage), typeof(StepTable), typeof(CounterRandom), typeof(QuantisedMatrix)];

    /// <summary>Generic, so that what they call is the caller's; or they end the object for the calls after them.</summary>
    private static readonly string[] _left = ["Dispose", "Run", "ToString", "Equals", "GetHashCode", "Deconstruct", "Invalidate"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MethodBase> All { get; } =
    [
        .. typeof(CpuBackend).Assembly.GetExportedTypes()
            .Where(t => _types.Contains(t) || (t is { IsAbstract: true, IsSealed: true } && t.Namespace!.StartsWith("Carousel.Kernels.", StringComparison.Ordinal)))
            .SelectMany(t => t.GetMethods(Declared).Cast<MethodBase>().Concat(t == typeof(CpuBackend) ? [] : t.GetConstructors()))
            .Where(m => !_left.Contains(m.Name) && !m.Name.StartsWith("op_", StringComparison.Ordinal) && !m.IsGenericMethod),
    ];
}
