using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>
/// Which vector instructions the kernels of this process use. They decide the speed and never the bits.
/// </summary>
internal static class VectorHardware
{
    /// <summary>
    /// Bits of a vector register that the kernels fill: 512, 256 or 128, or 0 where the runtime offers none.
    /// </summary>
    public static int Bits =>
        Vector512.IsHardwareAccelerated ? 512
            : Vector256.IsHardwareAccelerated ? 256
            : Vector128.IsHardwareAccelerated ? 128
            : 0;

    /// <summary>
    /// Whether a product and its sum are one instruction with one rounding; without it the same rounding is computed,
    /// some hundred times slower.
    /// </summary>
    public static bool FusesMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;
}
