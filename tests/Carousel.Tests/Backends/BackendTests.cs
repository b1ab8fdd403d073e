using System.Reflection;
using Carousel.Autograd;

namespace Carousel.Tests.Backends;

/// <summary>The kernel entries of a backend compute nothing by themselves; the processor's computes them all.</summary>
public sealed class BackendTests
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void TheProcessor_OverridesEveryEntry()
    {
        MethodInfo[] entries = [.. typeof(Backend).GetMethods(All | BindingFlags.DeclaredOnly).Where(m => m.IsVirtual)];
        string[] missing =
        [
            .. typeof(CpuBackend).GetMethods(All).Where(m => m.DeclaringType == typeof(Backend) && m.IsVirtual)
                .Where(m => !m.IsFinal).Select(m => m.Name),
        ];

        Assert.InRange(entries.Length, 60, 200);
        Assert.Empty(missing);
    }
}
