using Carousel.Data;
using Carousel.Jobs.Sound;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Sound;

public class WavFileTests
{
    [Fact]
    public void Read_TakesSixteenBits()
    {
        SoundRecording sound = Read(WavBytes.File(
            WavBytes.Format(rate: 11025), WavBytes.Chunk("data", WavBytes.Words(0, 16384, -32768))));

        Assert.Equal(11025, sound.Rate);
        Assert.Equal([0, 0.5f, -1], sound.Samples);
    }

    [Fact]
    public void Read_TakesEightBits_WithZeroInTheMiddle() =>
        Assert.Equal(
            [0, 0.5f, -1],
            Read(WavBytes.File(WavBytes.Format(bits: 8), WavBytes.Chunk("data", [128, 192, 0]))).Samples);

    [Fact]
    public void Read_TakesTheMeanOfTwoChannels() =>
        Assert.Equal(
            [0.25f, -0.5f],
            Read(WavBytes.File(
                WavBytes.Format(channels: 2),
                WavBytes.Chunk("data", WavBytes.Words(16384, 0, -16384, -16384)))).Samples);

    [Fact]
    public void Read_TakesTheExtensibleForm() =>
        Assert.Equal(
            [0.5f],
            Read(WavBytes.File(WavBytes.Extensible(codec: 1), WavBytes.Chunk("data", WavBytes.Words(16384)))).Samples);

    [Fact]
    public void Read_PassesOverOtherChunks_AndThePaddingOfOddOnes() =>
        Assert.Equal([0.5f], Read(WavBytes.File(
            WavBytes.Chunk("LIST", [1, 2, 3]), WavBytes.Format(), WavBytes.Chunk("fact", [1, 0, 0, 0]),
            WavBytes.Chunk("data", WavBytes.Words(16384)), WavBytes.Chunk("LIST", [1]))).Samples);

    [Fact]
    public void Read_TakesWhatIsThere_WhenTheDataGoOnBeyondTheEnd()
    {
        SoundRecording sound = Read(WavBytes.File(WavBytes.Format(), WavBytes.Chunk("data", [0, 64, 0], size: 1000)));

        Assert.Equal([0.5f, 0], sound.Samples);
        Assert.Contains(
            "is shorter than its header says", Assert.Single(sound.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(uint.MaxValue, 0u)]
    public void Read_GoesOnToTheEnd_WhenTheSizesWereNotKnownYet(uint riff, uint data)
    {
        SoundRecording sound = Read(WavBytes.Riff(
            riff, WavBytes.Format(), WavBytes.Chunk("data", WavBytes.Words(16384, 1), size: data)));

        Assert.Equal(2, sound.Samples.Length);
        Assert.Empty(sound.Notes);
    }

    [Fact]
    public void Read_NotesSilentSound() =>
        Assert.Contains(
            "is silent",
            Assert.Single(
                Read(WavBytes.File(WavBytes.Format(), WavBytes.Chunk("data", WavBytes.Words(0, 0, 0)))).Notes),
                StringComparison.Ordinal);

    [Fact]
    public void Read_NotesClippedSound() =>
        Assert.Contains("50 of 100 samples are at the full scale", Assert.Single(
            Read(WavBytes.File(WavBytes.Format(), WavBytes.Chunk("data", WavBytes.Words(32767, 0, -32768, 5)))).Notes),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0x0002, 4, "Microsoft ADPCM")]
    [InlineData(0x0003, 64, "samples of 64 bits")]
    [InlineData(0x0007, 8, "µ-law")]
    [InlineData(0x0055, 0, "MP3")]
    [InlineData(0x1234, 16, "codec number 0x1234")]
    [InlineData(0x0001, 12, "samples of 12 bits")]
    public void Read_NamesTheCodec_AndTheCommandThatConvertsIt(int codec, int bits, string name)
    {
        string message = Refusal(WavBytes.File(WavBytes.Format(codec, bits: bits), WavBytes.Chunk("data", [1, 2])));

        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains("ffmpeg -i folder/try.wav -c:a pcm_s16le converted.wav", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 24, new byte[] { 0, 0, 64, 0, 0, 192 })]
    [InlineData(1, 32, new byte[] { 0, 0, 0, 64, 0, 0, 0, 192 })]
    [InlineData(3, 32, new byte[] { 0, 0, 0, 63, 0, 0, 0, 191 })]
    public void Read_GivesHalfTheFullScale_OfWiderSamples(int codec, int bits, byte[] samples)
    {
        byte[][] formats = [WavBytes.Format(codec, bits: bits), WavBytes.Extensible(codec, bits: bits)];
        foreach (byte[] format in formats)
        {
            Assert.Equal([0.5f, -0.5f], Read(WavBytes.File(format, WavBytes.Chunk("data", samples))).Samples);
        }
    }

    [Fact]
    public void Read_NamesTheCodec_OfTheExtensibleForm() =>
        Assert.Contains(
            "µ-law",
            Refusal(WavBytes.File(WavBytes.Extensible(codec: 7, bits: 8), WavBytes.Chunk("data", [1, 2]))),
            StringComparison.Ordinal);

    public static TheoryData<byte[], string> Damaged => new()
    {
        { [], "is empty" },
        { "OggS\0and more to come"u8.ToArray(), "Convert it, and use the new file: ffmpeg -i folder/try.wav -c:a" },
        {
            ">ctg1 of a genome"u8.ToArray(),
            "does not begin with RIFF and WAVE. It seems to be a text file. Pass a recording."
        },
        { "RIFX\0\0\0\0WAVE"u8.ToArray(), "of the kind RIFX" },
        { [.. "RF64"u8, 255, 255, 255, 255, .. "WAVE"u8], "of the kind RF64, which is not supported. Convert it" },
        { "RIFF"u8.ToArray(), "does not begin with RIFF and WAVE" },
        { WavBytes.File(), "ends before its chunk 'fmt '" },
        { WavBytes.File(WavBytes.Format()), "ends before its samples" },
        { WavBytes.File(WavBytes.Chunk("data", [1, 2]), WavBytes.Format()), "samples come before the chunk 'fmt '" },
        { WavBytes.File(WavBytes.Chunk("fmt ", [1, 0, 1, 0])), "has 4 bytes, but needs 16" },
        { WavBytes.File(WavBytes.Chunk("fmt ", [1, 0], size: 1 << 30)), "claims 1,073,741,824 bytes" },
        { WavBytes.File(WavBytes.Format(), WavBytes.Chunk("data", [])), "contains no samples" },
        { WavBytes.File(WavBytes.Format(channels: 6)), "has 6 channels; one or two are read" },
        { WavBytes.File(WavBytes.Format(channels: 0, block: 2)), "has 0 channels" },
        { WavBytes.File(WavBytes.Format(rate: 0)), "has 0 samples a second" },
        { WavBytes.File(WavBytes.Format(block: 3)), "says 3 bytes for each sample" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Read_SaysWhatIsWrong(byte[] file, string what) =>
        Assert.Contains(what, Refusal(file), StringComparison.Ordinal);

    [Fact]
    public void Read_SaysThatAFileIsNotThere() =>
        Assert.Contains(
            "missing.wav does not exist", Assert.Throws<DataFormatException>(() => WavFile.Read("missing.wav")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Read_SaysThatAFolderIsNoFile() =>
        Assert.EndsWith(
            " is a folder, not a file. Pass a file.",
            Assert.Throws<DataFormatException>(() => WavFile.Read(Path.GetTempPath())).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Write_IsReadAsItWas()
    {
        using var stream = new MemoryStream();
        WavWriter.Write(stream, 16000, [0, 0.5f, -1, 2]);

        SoundRecording read = Read(stream.ToArray());
        Assert.Equal(16000, read.Rate);
        Assert.Equal([0, 0.5f, -1, 32767f / 32768], read.Samples);
    }

    private static SoundRecording Read(byte[] file) => WavFile.Read(new MemoryStream(file), "folder/try.wav");

    private static string Refusal(byte[] file)
    {
        string message = Assert.Throws<DataFormatException>(() => Read(file)).Message;
        Assert.StartsWith("folder/try.wav", message, StringComparison.Ordinal);
        return message;
    }
}
