using System.Runtime.InteropServices;
using Carousel.Kernels;

namespace Carousel.Cli.SelfTesting;

/// <summary>
/// A choice of vector instructions, which .NET makes when a process starts, by an environment variable.
/// </summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Variable">The variable that is set to 0 for it, or null for the usual mode of a process.</param>
/// <param name="WhyNot">Why this machine does not have it, or null.</param>
internal sealed record VectorMode(string Name, string? Variable, string? WhyNot = null)
{
    /// <summary>The mode of this process.</summary>
    public static VectorMode Own => new(NameOf(VectorHardware.Bits), null);

    /// <summary>All modes, widest first; that of this process leads.</summary>
    /// <param name="bits">Bits of a vector register in this process.</param>
    /// <param name="architecture">Of the processor.</param>
    public static IReadOnlyList<VectorMode> All(int bits, Architecture architecture)
    {
        bool isX64 = architecture is Architecture.X64 or Architecture.X86;
        List<VectorMode> modes = bits > 0 ? [new VectorMode(NameOf(bits), null)] : [];
        AddWhere(256, "DOTNET_EnableAVX512");
        AddWhere(128, "DOTNET_EnableAVX2");
        modes.Add(new VectorMode(NameOf(0), bits > 0 ? "DOTNET_EnableHWIntrinsic" : null));
        return modes;

        void AddWhere(int narrower, string variable)
        {
            if (bits == narrower)
            {
                return;
            }

            modes.Add(new VectorMode(
                NameOf(narrower), variable,
                !isX64 ? "only x64 processors have it"
                    : bits < narrower ? $"vectors here have at most {bits} bits"
                    : null));
        }
    }

    private static string NameOf(int bits) => bits > 0 ? FormattableString.Invariant($"{bits} bits") : "no intrinsics";
}
