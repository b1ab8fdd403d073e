using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Tests.Kernels;

/// <summary>
/// A process without vector instructions computes fused multiply-adds in software, some 400 times slower. Tests take
/// only small shapes there: the code of a kernel is the same for all, and large ones run on every width elsewhere.
/// </summary>
internal static class SoftwareProducts
{
    private const long Most = 150_000;

    private static readonly bool _areUsed = !Fma.IsSupported && !AdvSimd.IsSupported;

    /// <summary>Whether a shape is tested in this process.</summary>
    /// <param name="products">Its multiply-adds; for a recurrent cell those of one gate.</param>
    public static bool Allow(long products) => !_areUsed || products <= Most;
}
