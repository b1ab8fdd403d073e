using System.Text;

namespace Carousel.Jobs.Tests.Sound;

/// <summary>WAV files put together by hand, so that each part of them can be wrong.</summary>
internal static class WavBytes
{
    /// <summary>A chunk with its head, padded to an even size.</summary>
    public static byte[] Chunk(string id, byte[] body, uint? size = null) =>
        [.. Encoding.ASCII.GetBytes(id), .. BitConverter.GetBytes(size
            ?? (uint)body.Length), .. body, .. body.Length % 2 == 1
            ? [(byte)0]
            : Array.Empty<byte>()];

    /// <summary>The chunk that says how samples are written.</summary>
    public static byte[] Format(int codec = 1, int channels = 1, int rate = 8000, int bits = 16, int? block = null) =>
        Chunk("fmt ", Fields(codec, channels, rate, bits, block));

    /// <summary>The same in the extensible form, with the codec in its subformat.</summary>
    public static byte[] Extensible(int codec, int channels = 1, int rate = 8000, int bits = 16) =>
        Chunk(
            "fmt ",
            [
                .. Fields(0xFFFE, channels, rate, bits, null), 22, 0, 16, 0, 0, 0, 0, 0, .. Words(codec), 0, 0, 0, 0,
                16, 0, 128, 0, 0, 170, 0, 56, 155, 113,
            ]);

    /// <summary>Samples of 16 bits.</summary>
    public static byte[] Words(params int[] samples) => [.. samples.SelectMany(s => BitConverter.GetBytes((short)s))];

    /// <summary>A file of chunks.</summary>
    public static byte[] File(params byte[][] chunks) => Riff(null, chunks);

    /// <summary>A file with an arbitrary size in its header.</summary>
    public static byte[] Riff(uint? size, params byte[][] chunks)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(c => c)];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(size ?? (uint)body.Length), .. body];
    }

    private static byte[] Fields(int codec, int channels, int rate, int bits, int? block)
    {
        int frame = block ?? (channels * bits / 8);
        return [
            .. Words((short)codec, channels), .. BitConverter.GetBytes(rate), .. BitConverter.GetBytes(rate * frame),
            .. Words(frame, bits),
        ];
    }
}
