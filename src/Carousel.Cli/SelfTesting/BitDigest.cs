namespace Carousel.Cli.SelfTesting;

/// <summary>
/// A hash of the bits of tensors (FNV-1a of 64 bits), so that processes compare results by a few letters.
/// </summary>
internal static class BitDigest
{
    private const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Sixteen letters for all values of all tensors, by the order of their names.</summary>
    public static string Of(IReadOnlyDictionary<string, float[]> tensors)
    {
        ulong hash = Start;
        foreach ((_, float[] values) in tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
        {
            foreach (float value in values)
            {
                hash = unchecked((hash ^ BitConverter.SingleToUInt32Bits(value)) * Prime);
            }
        }

        return Invariant.Of($"{hash:x16}");
    }
}
