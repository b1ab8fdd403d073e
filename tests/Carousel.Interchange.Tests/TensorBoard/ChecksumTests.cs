using System.Text;
using Carousel.Interchange.TensorBoard;

namespace Carousel.Interchange.Tests.TensorBoard;

/// <summary>
/// The checksum against the vectors of RFC 3720, B.4, and a frame against bytes that every event file begins with.
/// </summary>
public sealed class ChecksumTests
{
    [Fact]
    public void Crc32C_GivesTheVectorsOfTheStandard()
    {
        byte[] rising = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        byte[] command =
        [
            0x01, 0xC0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0, 0, 0, 0, 0x14, 0, 0, 0,
            0x18,
            0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
        ];

        Assert.Equal(0x8A9136AAu, Checksum.Crc32C(new byte[32]));
        Assert.Equal(0x62A8AB43u, Checksum.Crc32C([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Checksum.Crc32C(rising));
        Assert.Equal(0x113FDB5Cu, Checksum.Crc32C([.. rising.Reverse()]));
        Assert.Equal(0xD9963A56u, Checksum.Crc32C(command));
    }

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    public void Crc32C_TakesLengthsThatAreNoWholeWords(string text, uint expected) =>
        Assert.Equal(expected, Checksum.Crc32C(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Write_FramesARecordAsEveryEventFileBegins()
    {
        // Such a file begins with a record of 24 bytes: its length, and the masked checksum of that, are the same in
        // all of them.
        using var stream = new MemoryStream();
        byte[] content = new byte[24];
        content[5] = 7;

        RecordWriter.Write(stream, content);

        byte[] frame = stream.ToArray();
        Assert.Equal(24 + RecordWriter.Overhead, frame.Length);
        Assert.Equal([0x18, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22], frame[..12]);
        Assert.Equal(content, frame[12..36]);
        uint crc = Checksum.Crc32C(content);
        Assert.Equal(BitConverter.GetBytes(((crc >> 15) | (crc << 17)) + 0xA282EAD8u), frame[36..]);
    }
}
