using Carousel.Handwriting;
using Carousel.Jobs.Fitting;

namespace Carousel.Video;

/// <summary>Clips made by our own code: stick figures that act, and digits that move.</summary>
internal static class MadeClips
{
    private const int Steps = 16;
    private const double Thickness = 0.7, HeadRadius = 1.3;

    /// <summary>Clips of bodies that act: a group is a body.</summary>
    /// <param name="bodies">How many bodies.</param>
    /// <param name="times">How often each body does each action.</param>
    /// <param name="side">Places a side of a frame; 0 for poses.</param>
    /// <param name="seed">Decides on bodies, speeds, phases.</param>
    public static ClipData Figures(int bodies, int times, int side, ulong seed)
    {
        var clips = new List<Clip>();
        for (int b = 0; b < bodies; b++)
        {
            var draws = new SimulationDraws(seed, "body of sticks", (uint)b);
            var figure = new StickFigure(draws);
            for (int n = 0; n < times * StickFigure.Actions.Count; n++)
            {
                string action = StickFigure.Actions[n % StickFigure.Actions.Count];
                float[] poses = figure.Act(action, Steps, draws);
                clips.Add(new Clip(
                    Invariant.Of($"body {b + 1} clip {n + 1}"), action,
                    Invariant.Of($"body {b + 1}"), Steps,
                    side == 0 ? poses : Render(poses, side), 0));
            }
        }

        return new ClipData(
            Invariant.Of($"stick figures made of {bodies} bodies"), side,
            side == 0 ? StickFigure.Names : [], clips);
    }

    /// <summary>Clips of digits that move in a line and bounce off the edges: a group is a writer.</summary>
    /// <param name="writers">How many writers.</param>
    /// <param name="times">Clips of each writer.</param>
    /// <param name="side">Places a side of a frame.</param>
    /// <param name="seed">Decides on hands, places, speeds.</param>
    public static ClipData MovingDigits(int writers, int times, int side, ulong seed)
    {
        IReadOnlyList<Drawing> digits = MadeDigits.Make(writers, 1, seed).Drawings;
        int each = digits.Count / writers;
        var clips = new List<Clip>();
        for (int n = 0; n < writers * times; n++)
        {
            var draws = new SimulationDraws(seed, "moving digit", (uint)n);
            int writer = n % writers;
            Drawing digit = digits[(writer * each) + draws.Below(each)];
            clips.Add(new Clip(
                Invariant.Of($"clip {n + 1}"), "",
                Invariant.Of($"writer {writer + 1}"), Steps, Move(digit, side, draws),
                0));
        }

        return new ClipData(
            Invariant.Of($"moving digits made for {writers} writers"), side, [], clips);
    }

    private static float[] Render(float[] poses, int side)
    {
        var frames = new float[poses.Length / (2 * StickFigure.Joints) * side * side];
        for (int t = 0; t < poses.Length / (2 * StickFigure.Joints); t++)
        {
            Span<float> frame = frames.AsSpan(t * side * side, side * side);
            (double X, double Y) At(int joint) =>
                (
                    side * (double)poses[(((t * StickFigure.Joints) + joint) * 2)],
                    side * (double)poses[(((t * StickFigure.Joints) + joint) * 2) + 1]);
            foreach ((int from, int to) in StickFigure.Sticks)
            {
                LineRaster.Draw(frame, side, At(from), At(to), Thickness * side / 32);
            }

            LineRaster.Draw(frame, side, At(0), At(0), HeadRadius * side / 32);
        }

        return frames;
    }

    private static float[] Move(Drawing digit, int side, SimulationDraws draws)
    {
        (float left, float top, float width, float height) = Polyline.Box(digit.Points);
        double size = side * (0.35 + (0.15 * draws.Uniform())), scale = size / Math.Max(width, height);
        double w = scale * width, h = scale * height, margin = side / 32.0;
        (double x, double y) = (
            margin + (draws.Uniform() * (side - w - (2 * margin))),
            margin + (draws.Uniform() * (side - h - (2 * margin))));
        double angle = 2 * Math.PI * draws.Uniform(), speed = side / 32.0 * (1 + (2 * draws.Uniform())),
            dx = speed * Math.Cos(angle), dy = speed * Math.Sin(angle);
        var frames = new float[Steps * side * side];
        for (int t = 0; t < Steps; t++)
        {
            Span<float> frame = frames.AsSpan(t * side * side, side * side);
            foreach (IReadOnlyList<PenPoint> stroke in digit.Strokes)
            {
                for (int p = 1; p < stroke.Count; p++)
                {
                    LineRaster.Draw(frame, side, Place(stroke[p - 1]), Place(stroke[p]), Thickness * side / 32);
                }
            }

            (x, dx) = Bounce(x + dx, dx, margin, side - w - margin);
            (y, dy) = Bounce(y + dy, dy, margin, side - h - margin);
            (double X, double Y) Place(PenPoint point) =>
                (x + (scale * (point.X - left)), y + (scale * (point.Y - top)));
        }

        return frames;
    }

    private static (double Place, double Speed) Bounce(double place, double speed, double least, double most) =>
        place < least ? ((2 * least) - place, -speed) : place > most ? ((2 * most) - place, -speed) : (place, speed);
}
