using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Carousel.Jobs.Tests.Pictures;

/// <summary>PNG files made byte by byte, right and wrong ones.</summary>
internal static class PngBytes
{
    /// <summary>A file of these chunks, with their right check values.</summary>
    public static byte[] File(params (string Type, byte[] Data)[] chunks) =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. chunks.SelectMany(c => Chunk(c.Type, c.Data))];

    /// <summary>A header chunk.</summary>
    public static (string Type, byte[] Data) Header(int width, int height, int depth, int color, int interlace = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = ((byte)depth, (byte)color, (byte)interlace);
        return ("IHDR", data);
    }

    /// <summary>A chunk of packed rows, each with its filter in front.</summary>
    public static (string Type, byte[] Data) Rows(params byte[] rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        return ("IDAT", packed.ToArray());
    }

    public static (string Type, byte[] Data) End => ("IEND", []);

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] covered = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] length = new byte[4], check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Check(covered));
        return [.. length, .. covered, .. check];
    }

    /// <summary>Bit by bit, without a table.</summary>
    private static uint Check(byte[] bytes)
    {
        uint value = uint.MaxValue;
        foreach (byte b in bytes)
        {
            value ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
            }
        }

        return ~value;
    }
}
