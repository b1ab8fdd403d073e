using Carousel.Data;
using Carousel.Pictures;
using static Carousel.Jobs.Tests.Pictures.PngBytes;

namespace Carousel.Jobs.Tests.Pictures;

public class PngFileTests
{
    private static readonly (string, byte[]) _grey = Header(2, 1, 8, 0);
    private static readonly (string, byte[]) _row = Rows(0, 10, 20);

    [Fact]
    public void Read_KnowsEveryKind()
    {
        Assert.Equal<byte>([10, 10, 10, 20, 20, 20], Values(File(_grey, _row, End)));
        Assert.Equal<byte>([1, 2, 3, 4, 5, 6], Values(File(Header(2, 1, 8, 2), Rows(0, 1, 2, 3, 4, 5, 6), End)));
        Assert.Equal<byte>(
            [255, 255, 255, 0, 0, 0, 255, 255, 255], Values(File(Header(3, 1, 1, 0), Rows(0, 0b1010_0000), End)));
        Assert.Equal<byte>([85, 85, 85, 170, 170, 170], Values(File(Header(2, 1, 2, 0), Rows(0, 0b0110_0000), End)));
        Assert.Equal<byte>([17, 17, 17, 255, 255, 255], Values(File(Header(2, 1, 4, 0), Rows(0, 0x1F), End)));
        Assert.Equal<byte>(
            [4, 5, 6, 1, 2, 3], Values(File(Header(2, 1, 4, 3), ("PLTE", [1, 2, 3, 4, 5, 6]), Rows(0, 0x10), End)));
    }

    [Fact]
    public void Read_LaysWhatIsTransparentOnWhite()
    {
        Assert.Equal<byte>([0, 0, 0, 204, 204, 204], Values(File(Header(2, 1, 8, 4), Rows(0, 0, 255, 0, 51), End)));
        Assert.Equal<byte>([255, 255, 255], Values(File(Header(1, 1, 8, 6), Rows(0, 100, 0, 200, 0), End)));
        Assert.Equal<byte>([10, 10, 10, 255, 255, 255], Values(File(Header(2, 1, 8, 0), ("tRNS", [0, 20]), _row, End)));
        Assert.Equal<byte>(
            [255, 255, 255, 9, 9, 9],
            Values(File(Header(2, 1, 8, 3), ("PLTE", [0, 0, 0, 9, 9, 9]), ("tRNS", [0]), Rows(0, 0, 1), End)));
    }

    [Fact]
    public void Read_UndoesEveryFilter()
    {
        byte[] rows = [1, 5, 5, 2, 1, 1, 3, 4, 4, 4, 1, 1, 0, 7, 8];
        Assert.Equal<byte>(
            [5, 10, 6, 11, 7, 13, 8, 14, 7, 8],
            Values(File(Header(2, 5, 8, 0), Rows(rows), End)).Where((_, k) => k % 3 == 0));
    }

    [Fact]
    public void Read_TakesAWrittenPicture_AndPassesOverChunksThatDoNotMatter()
    {
        var picture = new Picture(5, 3, [.. Enumerable.Range(0, 45).Select(k => (byte)(k * 37))]);
        Assert.Equal(picture.Values.ToArray(), Values(PngFile.Write(picture)));
        Assert.Equal<byte>(
            [10, 10, 10, 20, 20, 20], Values(File(_grey, ("tEXt", [1, 2, 3]), _row, ("tIME", [0]), End)));
    }

    [Fact]
    public void Read_RefusesAPictureThatUnpacksToMoreThanItMay()
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => PngFile.Read(File(Header(20_000, 20_000, 8, 2), Rows(0), End), "bomb.png"));
        Assert.StartsWith(
            "bomb.png is 20000 by 20000 pixels; from 1 by 1 to 67,108,864 pixels in all are read.", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_JoinsDataChunks()
    {
        byte[] packed = _row.Item2;
        Assert.Equal<byte>(
            [10, 10, 10, 20, 20, 20], Values(File(_grey, ("IDAT", packed[..3]), ("IDAT", packed[3..]), End)));
    }

    [Fact]
    public void Read_SaysInOneSentenceWhatIsWrong()
    {
        byte[] good = File(_grey, _row, End);
        Refused(good[..20], "ends inside a chunk");
        Refused(good[..^12], "ends inside a chunk");
        byte[] changed = [.. good];
        changed[45] ^= 1;
        Refused(changed, "checksum of chunk IDAT is wrong");
        Refused(File(_row, _grey, End), "the first chunk is IDAT, not IHDR");
        Refused(File(_grey, _grey, _row, End), "second IHDR");
        Refused(File(_grey, End), "the IDAT chunk is missing");
        Refused(File(_grey, _row, ("tEXt", []), _row, End), "IDAT chunks are not consecutive");
        Refused([.. good, 0], "1 bytes follow the end chunk");
        Refused(File(_grey, Rows(0, 10), End), "end after 2 of 3 bytes");
        Refused(File(_grey, Rows(0, 10, 20, 30), End), "go on after the 3 bytes");
        Refused(File(_grey, ("IDAT", [1, 2, 3, 4]), End), "can't be unpacked");
        Refused(File(_grey, Rows(5, 10, 20), End), "row 1 has filter 5");
        Refused(File(Header(2, 1, 8, 0, interlace: 1), _row, End), "interlaced");
        Refused(File(Header(2, 1, 16, 0), _row, End), "16 bits per sample");
        Refused(File(Header(2, 1, 4, 2), _row, End), "which PNG does not have");
        Refused(File(Header(0, 1, 8, 0), _row, End), "0 by 1 pixels");
        Refused(File(Header(1 << 20, 1 << 20, 8, 2), _row, End), "1048576 by 1048576 pixels");
        Refused(File(Header(2, 1, 8, 3), _row, End), "palette is missing");
        Refused(File(Header(2, 1, 8, 3), ("PLTE", [1, 2, 3]), Rows(0, 0, 1), End), "colour 1 of a palette of 1");
        Refused(File(Header(2, 1, 8, 3), ("PLTE", [1, 2]), Rows(0, 0, 1), End), "not 1 to 256 colours");
        Refused(File(_grey, ("NEWC", []), _row, End), "chunk NEWC");
        Refused(File(_grey, ("tRNS", [1]), _row, End), "tRNS chunk does not fit");
        Refused("no picture"u8.ToArray(), "is not in a known picture format");
        Refused([0xFF, 0xD8, 0xFF, 0xE0], "is a JPEG file");
        Refused("P5 2 1 255 ab"u8.ToArray(), "is a PGM or PPM file. Save it as PNG.");
        Refused([], "is empty");
    }

    [Fact]
    public void Read_RefusesOrReads_WhateverBytesItGets()
    {
        byte[][] good =
        [
            File(_grey, _row, End),
            File(Header(2, 1, 4, 3), ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [0]), Rows(0, 0x10), End),
            PngFile.Write(new Picture(4, 4, new byte[48])),
        ];
        var random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = [.. good[round % good.Length]];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(bytes.Length);
                bytes = random.Next(4) switch
                {
                    0 => bytes[..Math.Max(1, at)],
                    1 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                    2 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1)..], 0],
                    _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                };
            }

            try
            {
                PictureFile.Read(bytes, "x");
            }
            catch (DataFormatException)
            {
                refused++;
            }
        }

        // Checksums find nearly every change.
        Assert.True(refused > 18_000, $"{refused}");
    }

    private static byte[] Values(byte[] file) => PictureFile.Read(file, "x").Values.ToArray();

    private static void Refused(byte[] file, string part)
    {
        string message = Assert.Throws<DataFormatException>(() => PictureFile.Read(file, "x.png")).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.StartsWith("x.png", message, StringComparison.Ordinal);
    }
}
