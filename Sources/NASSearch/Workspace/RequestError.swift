import Architectures
import LatencyPrediction
import TabularStore

/// Why a request can't be carried out: found before any work is done, so that nothing has changed.
public enum RequestError: Error, Sendable {
    // MARK: Devices

    /// No device has this name or alias.
    case unknownDevice(String, nearest: [String], known: Int)
    /// A name that no device can have; in a file, where it is one's.
    case unusableName(String, file: String?)
    /// New numbers would have the name of a device that is known otherwise.
    case nameTaken(String, by: Owner, for: NewNumbers)
    /// The device was measured on a machine that worked off a plan.
    case measuredElsewhere(device: String)
    /// The device was measured on another machine or in another setting.
    case otherMachine(device: String, differences: [String])
    /// The device was measured with another value of a setting, which is part of it.
    case otherSetting(MeasuringSetting, value: String, device: String)
    /// A setting of this machine is no matter of the device.
    case notLocal(device: String, setting: MeasuringSetting)
    /// The device was measured with a command that only the store remembers.
    case commandNotGiven(device: String, command: String)
    /// The settings that the store remembers of a device can't be had.
    indirect case unrepeatable(device: String, reason: RequestError)

    /// Whose a name is already.
    public enum Owner: Sendable, Hashable {
        /// A published device.
        case published
        /// A device whose imported numbers come from there.
        case imported(Origin)
        /// A device that ships with the library, measured there and then.
        case bundled(circumstances: String)
    }

    /// What new numbers are.
    public enum NewNumbers: Sendable, Hashable {
        /// Measured on this machine.
        case measuredHere
        /// Measured on another machine that is connected to.
        case measuredOn(host: String)
        /// Measured elsewhere, from a plan.
        case plan
        /// Results in a file.
        case file(String)
    }

    // MARK: Measuring

    /// A setting that can't be.
    case setting(MeasuringSetting, value: String, SettingProblem)
    /// What runs networks can't be started or used.
    case unusableRunner(reason: String, remedy: String?)
    /// Networks can't run on another machine as it was asked for.
    case host(HostProblem)
    /// The program lends no built-in engine.
    case noBuiltinRunner
    /// A plan is for another machine than this one.
    case planForThisMachine
    /// The statistic is for measuring here.
    case statisticOfPlan(String)
    /// Another runner than the one that works off plans was named.
    case runnerWithoutPlans(String)
    /// The runner works off no folder of a plan, or not of these files.
    case planRunner(String, PlanRunnerProblem)
    /// A plan can't be written into a folder, or nothing can be read from it.
    case planFolder(String, PlanFolderProblem)
    /// No samples, or fewer, were asked for.
    case nextSamples(Int)

    /// Why a runner can't work off the folder of a plan.
    public enum PlanRunnerProblem: Sendable, Hashable {
        /// No script that ships.
        case isNoScript
        /// It takes files of another kind.
        case takesOtherFiles(format: String)
    }

    /// What is wrong with the folder of a plan.
    public enum PlanFolderProblem: Sendable, Hashable {
        /// A file lies there.
        case isFile
        /// Something lies in it.
        case isUsed
        /// It can't be made.
        case unusable(reason: String)
        /// Its networks take too much room.
        case isTooLarge(networks: Int, gigabytes: Int)
        /// It came back as it went.
        case isUnmeasured
    }

    /// Why a setting can't be.
    public enum SettingProblem: Sendable, Hashable {
        case expected(String)
        case unknown(known: String, nearest: [String])
        case expectedOne(of: [String], nearest: [String])
        /// This processor lacks the instructions.
        case unavailable(available: [String])
        /// Only the built-in runner has the setting.
        case ofBuiltinRunner(other: String)
        /// The machine has so many processors.
        case moreThanProcessors(Int)
        /// The runner holds one network at a time.
        case holdsOneNetwork(runner: String)
        /// The runner takes one image at a time.
        case oneImage(runner: String)
    }

    // MARK: What the store has

    /// The store can't be opened.
    case unusableStore(StoreFailure)
    /// A device has to be measured, and the store can't be written.
    case storeNotWritable(device: String, path: String)
    /// The device has no latencies for a purpose.
    case noLatencies(device: String, for: Purpose)
    /// The device has too few latencies to compare with.
    case noOracle(device: String, known: Int, isLocal: Bool)
    /// More samples were asked for than can be had; else only those that are known count.
    case tooManySamples(asked: Int, available: Int, device: String, canMeasure: Bool)
    /// The latency of a named sample is not known.
    case unknownSample(index: Int, device: String)
    /// No energies are known where they decide; with the devices that have some.
    case noEnergies(device: String, limit: Double?, others: [String])
    /// No accuracies are known in a space for which no surrogate ships.
    case noAccuraciesOfSpace(AccuracyKey, space: String)
    /// No accuracies can be had.
    case noAccuracies(AccuracyKey, choice: AccuracyChoice?, known: Int?, count: Int)
    /// A file holds measurements of networks of another space than the store's.
    case otherSpaceInFile(String, of: String, not: String)
    /// No data set of the space has this name.
    case unknownDataset(String, known: [String], nearest: [String])
    /// No measured devices ship with the library.
    case noBundledDevices

    /// What latencies are needed for.
    public enum Purpose: Sendable, Hashable {
        /// A kind of model, by name, or `adapt`.
        case model(String)
        /// To learn from; under the name that was asked for.
        case pool(String)
        /// To compare with.
        case comparison
        /// To look so many up.
        case verification(Int)
    }

    // MARK: Models

    /// No kind of model has this name.
    case unknownKind(String)
    /// The kind takes no samples, so that nothing is to adapt.
    case takesNoSamples(kind: String)
    /// Too few latencies can be had for the kind.
    case tooFewLatencies(kind: String, needed: Int, available: Int, device: String)
    /// No sample was to be taken of a device without a profile, of which then nothing is known.
    case notProfiled(device: String)
    /// Too few samples were asked for.
    case tooFewSamples(kind: String, needed: Int, asked: Int)
    /// The kind states no standard deviation to stop at.
    case statesNoDeviation(kind: String)
    /// No kind of model can be fitted to so few samples.
    case nothingFits(samples: Int)
    /// Samples can't be picked.
    case unpickable(samples: Int, reason: LatencyPredictionError)
    /// A device was to learn from itself.
    case targetInPool(String)

    // MARK: Other programs' predictions

    /// A file of predictions can't be read; with which one, where and why.
    case unusablePredictions(String)
    /// A file says nothing of which device it is, and several are to be predicted.
    case predictsOneDevice(file: String, column: String, devices: [String])
    /// What a run was made with predicts otherwise now.
    case predictionsChanged(String)
    /// A run's latencies were predicted by a command, or by a program where that is nil, which is
    /// not named now, and what was predicted is no longer kept.
    case predictorNotGiven(command: String?)
    /// The run's latencies are not of the command that is named.
    case otherPredictor(command: String, of: String?)
    /// Nothing of another program can be kept for a device.
    case adaptsNoProgram(String)

    // MARK: Searching

    /// A budget that the space can't have.
    case budget(Int, count: Int)
    /// Nothing satisfies the constraints; with the bounds at which something would.
    case infeasible(SearchReport.Constraints, least: [Relaxation])
    /// No architecture has a value for every objective.
    case noValues(objectives: [SearchObjective])
    /// Latencies decide nothing, so that none has to be looked up.
    case nothingToVerify(asked: Int)
    /// No run has this number; with the latest ones that there are.
    case unknownRun(Int64, latest: [Int64])
    /// A run of a version that recorded otherwise.
    case runOfOtherVersion(Int64, version: String)
    /// The tables behind a run have changed.
    case runInputsChanged(Int64)
    /// A recorded evaluation is not what the sources say now.
    case runDiffers(Int64, evaluation: Int, objective: String, recorded: Double, now: Double)

    /// A bound at which the other constraints allow an architecture.
    public struct Relaxation: Sendable, Hashable {
        /// What is bounded.
        public let objective: SearchObjective
        /// The least that helps, in the objective's unit.
        public let bound: Double
    }

    // MARK: Importing

    /// A file of a measured device that can't be read.
    case unreadableExport(file: String, reason: String)
    /// A file's device is another machine or setting than that of the same name here.
    case otherMachineInFile(String, device: String, differences: [String])
    /// The files hold no table.
    case noTables
    /// A file whose columns are empty.
    case noValuesYet(file: String)
    /// One name was given to a file of several devices.
    case severalDevices(name: String, file: String, count: Int)
    /// Two devices of a file would have one name.
    case sameName(String, file: String)
    /// No file has the device that was to be renamed.
    case notInFiles(device: String, newName: String, there: [String], nearest: [String])
    /// Numbers that are not a published device's have its name.
    case notAsPublished(device: String, file: String, Difference)

    /// What speaks against numbers being a publication's.
    public enum Difference: Sendable, Hashable {
        /// The user says that they were measured.
        case statedMeasured
        /// So many latencies are others, by a factor.
        case latencies(count: Int, factor: Double)
        /// There are too few to tell.
        case tooLittle
    }
}

/// A store that can't be opened, in the store's own words.
public struct StoreFailure: Error, Sendable, CustomStringConvertible {
    /// What failed, on which file.
    package let error: StoreError

    /// What failed, on which file.
    public var description: String { "\(error)" }
}
