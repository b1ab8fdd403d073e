using Carousel.Client.Wire;

namespace Carousel.Client.Tests.Wire;

public sealed class FrameTests
{
    [Fact]
    public void Request_HasItsBytes()
    {
        var frame = new byte[StepFrame.Length(2, 1)];
        StepFrame.WriteHead(frame, 2, 1);
        StepFrame.WriteId(frame, 0, "000102030405060708090a0b0c0d0e0f");
        StepFrame.WriteId(frame, 1, "f0000000000000000000000000000001");
        StepFrame.WriteFrom(frame, 2, 0, 1);
        StepFrame.WriteFrom(frame, 2, 1, 256);
        StepFrame.WriteRows(frame, 2, [1f, -2f]);
        Assert.Equal(
            "43535450010000000200000001000000" + "000102030405060708090a0b0c0d0e0f"
            + "f0000000000000000000000000000001" + "0100000000000000" + "0001000000000000" + "0000803f" + "000000c0",
            Convert.ToHexStringLower(frame));
        Assert.Throws<FormatException>(() => StepFrame.WriteId(new byte[200], 0, "xyz"));
    }

    [Fact]
    public void Answer_IsRead_WithItsPadding()
    {
        byte[] bytes = Convert.FromHexString(
            "43535441010000000100000002000000" + "0700000000000000" + "0000" + "0000" + "0000803f000000c0");
        AnswerFrame frame = AnswerFrame.Read(bytes);
        Assert.Equal((1, 2, 7, 0), (frame.Sessions, frame.Width, frame.Next(0), frame.Status(0)));
        Assert.Equal([1f, -2f], frame.CopyValues());
    }

    [Theory]
    [InlineData("")]
    [InlineData("43535450010000000000000000000000")]
    [InlineData("43535441020000000000000000000000")]
    [InlineData("4353544101000000ffffffff00000000")]
    [InlineData("435354410100000001000000ffffff7f")]
    [InlineData("43535441010000000100000001000000")]
    public void Answer_ThatIsNone_IsRefused(string bytes) =>
        Assert.Throws<FormatException>(() => AnswerFrame.Read(Convert.FromHexString(bytes)).Sessions);
}
