using Carousel.Jobs.Fitting;

namespace Carousel.Video;

/// <summary>
/// A body of sticks seen from the side, with random proportions, that walks, runs, jumps or waves: made data, and
/// labelled as such.
/// </summary>
/// <remarks>
/// Eleven joints: head, shoulder, hip, then elbow, hand, elbow, hand, knee, foot, knee, foot. Lengths are in heights of
/// the frame, y downwards.
/// </remarks>
internal sealed class StickFigure
{
    /// <summary>Joints of a pose.</summary>
    public const int Joints = 11;

    private readonly double _torso, _upperArm, _lowerArm, _upperLeg, _lowerLeg, _neck, _lean, _vigour;

    /// <summary>A body.</summary>
    /// <param name="draws">Decides on its proportions and habits.</param>
    public StickFigure(SimulationDraws draws)
    {
        double size = 0.8 + (0.35 * draws.Uniform());
        (_torso, _neck) = (size * (0.2 + (0.06 * draws.Uniform())), size * (0.09 + (0.03 * draws.Uniform())));
        (_upperArm, _lowerArm) = (size * (0.1 + (0.05 * draws.Uniform())), size * (0.1 + (0.05 * draws.Uniform())));
        (_upperLeg, _lowerLeg) = (size * (0.15 + (0.06 * draws.Uniform())), size * (0.15 + (0.06 * draws.Uniform())));
        (_lean, _vigour) = (0.06 * draws.Normal(), 0.75 + (0.5 * draws.Uniform()));
    }

    /// <summary>The actions.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["jump", "run", "walk", "wave"];

    /// <summary>Pairs of joints with a stick between.</summary>
    public static IReadOnlyList<(int From, int To)> Sticks { get; } =
    [
        (0, 1), (1, 2), (1, 3), (3, 4), (1, 5), (5, 6), (2, 7), (7, 8), (2, 9), (9, 10),
    ];

    /// <summary>Names of the coordinates of a pose.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [
            .. ((string[])[
                "head", "shoulder", "hip", "elbow1", "hand1", "elbow2", "hand2", "knee1", "foot1", "knee2", "foot2",
            ]).SelectMany(j => (string[])[$"{j}_x", $"{j}_y"]),
        ];

    /// <summary>The poses of a clip.</summary>
    /// <param name="action">Which action.</param>
    /// <param name="steps">T.</param>
    /// <param name="draws">Decides on speed, phase, place and shakes.</param>
    /// <returns>[T, 22].</returns>
    public float[] Act(string action, int steps, SimulationDraws draws)
    {
        double period = action switch
        {
            "run" => 5 + (3 * draws.Uniform()),
            "walk" => 9 + (5 * draws.Uniform()),
            "jump" => 8 + (6 * draws.Uniform()),
            _ => 5 + (5 * draws.Uniform())
        };
        double phase = draws.Uniform(), place = 0.35 + (0.3 * draws.Uniform()), facing = draws.Chance(0.5) ? 1 : -1;
        double drift = facing * (action switch { "run" => 0.02, "walk" => 0.01, _ => 0 }) * draws.Uniform(),
            ground = 0.92 + (0.04 * draws.Uniform());
        int arm = draws.Below(2);
        var poses = new float[steps * 2 * Joints];
        for (int t = 0; t < steps; t++)
        {
            double cycle = 2 * Math.PI * ((t / period) + phase);
            Limbs limbs = Of(action, cycle, arm);
            Place(
                poses.AsSpan(t * 2 * Joints, 2 * Joints), limbs, place + (drift * (t - (steps / 2.0))), facing, ground,
                draws);
        }

        return poses;
    }

    // Angles from straight down, forward positive, in radians.
    private Limbs Of(string action, double cycle, int arm)
    {
        double swing = Math.Sin(cycle), other = -swing, v = _vigour;
        switch (action)
        {
            case "walk":
                return new Limbs(
                    _lean, 0.45 * v * swing, Knee(cycle, 0.5 * v), 0.45 * v * other, Knee(cycle + Math.PI, 0.5 * v),
                    0.4 * v * other, 0.2, 0.4 * v * swing, 0.2, 0.01 * Math.Cos(2 * cycle));
            case "run":
                return new Limbs(
                    _lean + 0.2, 0.8 * v * swing, Knee(cycle, 1.4 * v), 0.8 * v * other, Knee(cycle + Math.PI, 1.4 * v),
                    0.8 * v * other, 1.4, 0.8 * v * swing, 1.4, 0.03 * Math.Cos(2 * cycle));
            case "jump":
                double up = Math.Max(0, swing), crouch = Math.Max(0, -swing);
                return new Limbs(
                    _lean + (0.2 * crouch), 0.7 * v * crouch, 1.4 * v * crouch, 0.7 * v * crouch, 1.4 * v * crouch,
                    0.3 + (2.2 * up * v), 0.2, 0.3 + (2.2 * up * v), 0.2, -0.2 * v * up);
            default:
                double raised = 2.5 + (0.2 * v), forearm = 0.7 * v * swing;
                return arm == 0
                    ? new Limbs(_lean, 0.05, 0, -0.05, 0, raised, forearm, 0.1, 0.1, 0)
                    : new Limbs(_lean, 0.05, 0, -0.05, 0, 0.1, 0.1, raised, forearm, 0);
        }
    }

    private static double Knee(double cycle, double most) => most * Math.Max(0, Math.Cos(cycle));

    private void Place(Span<float> pose, Limbs limbs, double x, double facing, double ground, SimulationDraws draws)
    {
        var points = new (double X, double Y)[Joints];
        points[7] = Down((0, 0), _upperLeg, limbs.Leg1);
        points[8] = Down(points[7], _lowerLeg, limbs.Leg1 - limbs.Knee1);
        points[9] = Down((0, 0), _upperLeg, limbs.Leg2);
        points[10] = Down(points[9], _lowerLeg, limbs.Leg2 - limbs.Knee2);
        points[1] = (_torso * Math.Sin(limbs.Lean), -_torso * Math.Cos(limbs.Lean));
        points[0] = (points[1].X + (_neck * Math.Sin(limbs.Lean)), points[1].Y - (_neck * Math.Cos(limbs.Lean)));
        points[3] = Down(points[1], _upperArm, limbs.Arm1);
        points[4] = Down(points[3], _lowerArm, limbs.Arm1 + limbs.Elbow1);
        points[5] = Down(points[1], _upperArm, limbs.Arm2);
        points[6] = Down(points[5], _lowerArm, limbs.Arm2 + limbs.Elbow2);

        // The lower foot touches the ground, unless the body rises.
        double hip = ground - Math.Max(points[8].Y, points[10].Y) + limbs.Rise;
        for (int j = 0; j < Joints; j++)
        {
            pose[2 * j] = (float)(x + (facing * points[j].X) + (0.006 * draws.Normal()));
            pose[(2 * j) + 1] = (float)(hip + points[j].Y + (0.006 * draws.Normal()));
        }
    }

    private static (double X, double Y) Down((double X, double Y) from, double length, double angle) =>
        (from.X + (length * Math.Sin(angle)), from.Y + (length * Math.Cos(angle)));

    private readonly record struct Limbs(
        double Lean, double Leg1, double Knee1, double Leg2, double Knee2, double Arm1, double Elbow1, double Arm2,
        double Elbow2, double Rise);
}
