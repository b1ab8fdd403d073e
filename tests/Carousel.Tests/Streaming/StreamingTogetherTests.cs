using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Streaming;

public sealed class StreamingTogetherTests : IDisposable
{
    private const int I = 3, H = 20, O = 2, T = 5;
    private readonly CpuBackend _backend = new(2);
    private readonly Stack _model = new(new Lstm(I, H), new Gru(H, H), new Elman(H, 7), new Dense(7, O));

    public StreamingTogetherTests() => _model.Build(_backend, 2);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Steps_GiveTheBitsOfSessionsAlone_AlsoWhereTheyAreAtDifferentSteps(int count)
    {
        StreamingSession[] together = Open(count), alone = Open(count);
        float[] output = new float[O], outputs = new float[count * O];
        for (int s = 0; s < count; s++)
        {
            for (int t = 0; t < s % 3; t++)
            {
                together[s].Step(Input(t, s), output);
                alone[s].Step(Input(t, s), output);
            }
        }

        for (int t = 0; t < T; t++)
        {
            float[] inputs = [.. Enumerable.Range(0, count).SelectMany(s => Input(t, s))];
            StreamingSession.StepTogether(together, inputs, outputs);
            for (int s = 0; s < count; s++)
            {
                alone[s].Step(inputs.AsSpan(s * I, I), output);
                Near.SameBits(outputs.AsSpan(s * O, O), output);
            }
        }

        for (int s = 0; s < count; s++)
        {
            Assert.Equal(alone[s].Save(), together[s].Save());
        }

        Close([.. together, .. alone]);
    }

    [Fact]
    public void StepTogether_AllocatesNothing_OnceWarm()
    {
        StreamingSession[] sessions = Open(32);
        float[] inputs = new float[32 * I], outputs = new float[32 * O];
        Allocations.AssertNone(() =>
        {
            for (int t = 0; t < T; t++)
            {
                StreamingSession.StepTogether(sessions, inputs, outputs);
            }
        });
        Close(sessions);
    }

    [Fact]
    public void StepTogether_RefusesSessionsThatCannot_AndStepsNone()
    {
        StreamingSession[] sessions = Open(3);
        var other = new Dense(I, O);
        other.Build(_backend, 1);
        using var stranger = new StreamingSession(_backend, other);
        byte[] before = sessions[0].Save();

        Assert.StartsWith(
            "Session 2 is there twice: a session takes one step at a time.",
            Refused(sessions[0], sessions[1], sessions[0]).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Session 1 is of another model or backend than session 0",
            Refused(sessions[0], stranger, sessions[1]).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(
            () => StreamingSession.StepTogether(sessions, new float[2 * I], new float[3 * O]));
        Assert.Throws<ShapeException>(
            () => StreamingSession.StepTogether(sessions, new float[3 * I], new float[2 * O]));
        StreamingSession.StepTogether([], [], []);
        Assert.Equal(before, sessions[0].Save());
        StreamingSession.StepTogether(sessions, new float[3 * I], new float[3 * O]);
        Assert.Equal(1, sessions[0].Steps);
        Close(sessions);

        static ArgumentException Refused(params StreamingSession[] sessions) => Assert.Throws<ArgumentException>(
            () => StreamingSession.StepTogether(sessions, new float[3 * I], new float[3 * O]));
    }

    private static float[] Input(int t, int s) => new Draws((100 * s) + t).Floats(I);

    private static void Close(StreamingSession[] sessions) => Array.ForEach(sessions, s => s.Dispose());

    private StreamingSession[] Open(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new StreamingSession(_backend, _model))];
}
